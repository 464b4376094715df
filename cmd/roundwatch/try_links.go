package main

import "errors"

func linksStage() stage {
	return stage{"links", "", func() (func(tryInput) (any, error), error) {
		return nil, errors.New("try links: not built yet")
	}}
}

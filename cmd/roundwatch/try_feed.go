package main

import "errors"

func feedStage() stage {
	return stage{"feed", "", func() (func(tryInput) (any, error), error) {
		return nil, errors.New("try feed: not built yet")
	}}
}

package main

import "errors"

func articleStage() stage {
	return stage{"article", "", func() (func(tryInput) (any, error), error) {
		return nil, errors.New("try article: not built yet")
	}}
}

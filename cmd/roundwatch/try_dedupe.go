package main

import "errors"

func dedupeStage() stage {
	return stage{"dedupe", "", func() (func(tryInput) (any, error), error) {
		return nil, errors.New("try dedupe: not built yet")
	}}
}

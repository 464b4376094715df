package main

import "errors"

func roundStage() stage {
	return stage{"round", "", func() (func(tryInput) (any, error), error) {
		return nil, errors.New("try round: not built yet")
	}}
}

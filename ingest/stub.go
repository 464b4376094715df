package ingest

import "roundwatch"

func articleAlerts(it roundwatch.Item, s roundwatch.Source, a roundwatch.Article, f roundwatch.Filing, channels []roundwatch.Channel) []roundwatch.Alert {
	return nil
}

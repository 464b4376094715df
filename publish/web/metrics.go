package web

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics serves the figures of the archive and of the process, from a
// registry of its own. The archive is asked at each scrape: it survives a
// restart, and nothing need be counted twice.
func metrics(shelf Shelf, version string) http.Handler {
	r := prometheus.NewRegistry()
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "roundwatch_build_info", Help: "Always 1; the version is a label.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	r.MustRegister(gauges{shelf, describe()}, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: answerTime})
}

// gauges turns the archive's figures into metrics.
type gauges struct {
	shelf Shelf
	desc  map[string]*prometheus.Desc
}

func describe() map[string]*prometheus.Desc {
	desc := map[string]*prometheus.Desc{}
	for _, d := range []struct {
		name, help string
		labels     []string
	}{
		{"up", "Whether the archive answered this scrape.", nil},
		{"polls_total", "Polls that the archive remembers.", []string{"outcome"}},
		{"items", "Items ever seen.", []string{"state"}},
		{"filings", "Filings in force.", []string{"verdict"}},
		{"sources", "Sources ever polled.", []string{"health"}},
		{"alerts", "Alerts in the outbox.", []string{"channel", "state"}},
		{"oldest_pending_seconds", "Age of the item that waits longest to be judged.", nil},
		{"oldest_due_alert_seconds", "Age of the alert that waits longest to be sent.", nil},
		{"last_poll_timestamp_seconds", "When a source was last polled.", nil},
		{"last_digest_timestamp_seconds", "End of the last digest's window.", nil},
	} {
		desc[d.name] = prometheus.NewDesc("roundwatch_"+d.name, d.help, d.labels, nil)
	}
	return desc
}

// Describe is part of prometheus.Collector.
func (g gauges) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range g.desc {
		ch <- d
	}
}

// Collect is part of prometheus.Collector.
func (g gauges) Collect(ch chan<- prometheus.Metric) {
	send := func(name string, kind prometheus.ValueType, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(g.desc[name], kind, v, labels...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), answerTime) // a collector is given no context
	defer cancel()
	f, err := g.shelf.Gauges(ctx)
	if err != nil {
		send("up", prometheus.GaugeValue, 0)
		return
	}
	send("up", prometheus.GaugeValue, 1)
	for k, n := range f.Polls {
		send("polls_total", prometheus.CounterValue, float64(n), string(k))
	}
	for k, n := range f.Items {
		send("items", prometheus.GaugeValue, float64(n), string(k))
	}
	for k, n := range f.Verdicts {
		send("filings", prometheus.GaugeValue, float64(n), string(k))
	}
	for k, n := range f.Sources {
		send("sources", prometheus.GaugeValue, float64(n), string(k))
	}
	for _, a := range f.Alerts {
		send("alerts", prometheus.GaugeValue, float64(a.N), a.Channel, a.State)
	}
	send("oldest_pending_seconds", prometheus.GaugeValue, age(f.OldestPending))
	send("oldest_due_alert_seconds", prometheus.GaugeValue, age(f.OldestDue))
	send("last_poll_timestamp_seconds", prometheus.GaugeValue, stamp(f.LastPoll))
	send("last_digest_timestamp_seconds", prometheus.GaugeValue, stamp(f.LastDigest))
}

func age(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return max(0, time.Since(t).Seconds())
}

func stamp(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

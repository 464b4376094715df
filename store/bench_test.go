package store

import (
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"roundwatch"
)

// prose returns n bytes of made-up words that come as often as words do in
// news: 4.4 KB hold some 650, about 320 of them different.
func prose(rng *rand.Rand, n int) string {
	zipf := rand.NewZipf(rng, 1.25, 8, 60_000)
	var b strings.Builder
	for b.Len() < n {
		for range 8 + rng.IntN(14) {
			b.WriteString(word(zipf.Uint64()))
			b.WriteByte(' ')
		}
		b.WriteString("end.\n\n")
	}
	return b.String()
}

func word(n uint64) string {
	const consonants, vowels = "bdfghklmnprstvz", "aeiou"
	var b strings.Builder
	for n = 75 + n*7919%(75*75*75); n > 0; n /= 75 {
		b.WriteByte(consonants[n%15])
		b.WriteByte(vowels[n/15%5])
	}
	return b.String()
}

// userCPU returns the user time this process has used.
func userCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano())
}

// measured runs the timed part of a benchmark and reports its user CPU: wall
// time says little about a commit that waits for the disk.
func measured(b *testing.B, work func()) {
	b.ResetTimer()
	start := userCPU()
	work()
	b.ReportMetric(float64((userCPU()-start).Microseconds())/float64(b.N), "user-µs/op")
}

func BenchmarkRecordPollUnchanged(b *testing.B) {
	s := openTest(b)
	p := pollOf()
	p.Outcome, p.Status = roundwatch.PollUnchanged, 304
	measured(b, func() {
		for range b.N {
			record(b, s, p)
		}
	})
}

func BenchmarkRecordPollOneNewOfTwenty(b *testing.B) {
	s := openTest(b)
	var items []roundwatch.Item
	for n := range 20 {
		items = append(items, listed(n))
	}
	record(b, s, pollOf(items...))
	measured(b, func() {
		for n := range b.N {
			items = append(items[1:], listed(20+n))
			record(b, s, pollOf(items...))
		}
	})
}

func BenchmarkPending(b *testing.B) {
	s := openTest(b)
	var items []roundwatch.Item
	for n := range 100 {
		items = append(items, listed(n))
	}
	record(b, s, pollOf(items...))
	measured(b, func() {
		for range b.N {
			pending(b, s)
		}
	})
}

func BenchmarkSettle(b *testing.B) {
	s := openTest(b)
	rng := rand.New(rand.NewPCG(1, 2))
	var items []roundwatch.Item
	for n := range b.N {
		items = append(items, listed(n))
	}
	p := pollOf(items...)
	p.Silent = true
	record(b, s, p)
	work := make([]roundwatch.Settled, b.N)
	for n, item := range items {
		item.ID = int64(n + 1)
		work[n] = conclusion(item)
		work[n].Article.Text = prose(rng, 4400)
		work[n].Filing.Evidence = nil
		for e := range 6 {
			start := 100 * e
			work[n].Filing.Evidence = append(work[n].Filing.Evidence, roundwatch.Evidence{Kind: "phrase", Round: "sd-1", Rule: "phrase-12",
				Quote: work[n].Article.Text[start : start+60], Start: start, End: start + 60, Weight: 1.5})
		}
		work[n].Fingerprint.Blob = make([]byte, 400)
		for i := range work[n].Fingerprint.Blob {
			work[n].Fingerprint.Blob[i] = byte(rng.Uint32())
		}
		work[n].Raw, work[n].Lines, work[n].Alerts = nil, nil, nil
	}
	measured(b, func() {
		for _, in := range work {
			settle(b, s, in)
		}
	})
	if _, err := s.writer.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(s.Path())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(b.N), "B/article")
}

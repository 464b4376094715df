package dedupe

import (
	"fmt"
	"runtime"
	"testing"
)

// BenchmarkFootprint reports what an index holds that grows by one document
// after another and is asked all the while, what is allocated for a document,
// and the most that one of them needs at once.
func BenchmarkFootprint(b *testing.B) {
	for _, n := range []int{40_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				p, before := newPress(1), heap()
				x := NewIndex()
				var total, most uint64
				for i := range n {
					doc := p.document(i + 1)
					fp := Fingerprint(doc)
					start := allocated()
					if i%4 == 0 {
						_, shingles, traits := decode(nil, fp.Blob)
						x.candidates(shingles)
						if i%64 == 0 {
							x.kin(doc, traits, Verdict{})
						}
					}
					x.Add(fp)
					once := allocated() - start
					total += once
					most = max(most, once)
				}
				b.ReportMetric(float64(heap()-before)/float64(n), "live-B/doc")
				b.ReportMetric(float64(total)/float64(n), "allocated-B/doc")
				b.ReportMetric(float64(most)/float64(n), "most-B/doc")
				runtime.KeepAlive(x)
			}
		})
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

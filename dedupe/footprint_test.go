package dedupe

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
)

// BenchmarkFootprint reports what an index holds that grows by one document
// after another and is asked all the while: the live heap in the end, the peak
// on the way there as a share of it, and what was allocated for one document.
// The collector is kept close, so that the peak shows what the index needs and
// not how late the garbage of others is found.
func BenchmarkFootprint(b *testing.B) {
	const slack = 5 // percent
	for _, n := range []int{40_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			defer debug.SetGCPercent(debug.SetGCPercent(slack))
			for b.Loop() {
				p := newPress(1)
				before := heap()
				var m runtime.MemStats
				var peak, allocated uint64
				x := NewIndex()
				for i := range n {
					doc := p.document(i + 1)
					fp := Fingerprint(doc)
					runtime.ReadMemStats(&m)
					start := m.TotalAlloc
					if i%4 == 0 {
						_, shingles, traits := decode(nil, fp.Blob)
						x.candidates(shingles)
						if i%64 == 0 {
							x.kin(doc, traits, Verdict{})
						}
					}
					x.Add(fp)
					runtime.ReadMemStats(&m)
					allocated += m.TotalAlloc - start
					peak = max(peak, m.HeapAlloc)
				}
				live := heap() - before
				b.ReportMetric(float64(live)/float64(n), "live-B/doc")
				b.ReportMetric(float64(peak-before)/float64(live), "peak/live")
				b.ReportMetric(float64(allocated)/float64(n), "allocated-B/doc")
				runtime.KeepAlive(x)
			}
		})
	}
}

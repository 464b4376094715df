package dedupe

import "slices"

// postings say at which places a shingle occurs. They stand in order, by
// shingle and place, in many short rows: one that grows needs little beside it.
//
// A posting has 32 bits: the lower ones are the place, the upper ones what is
// left of a shingle when its first bits have told the bucket. There are as
// many buckets as places, at least, and both double together: so the bits of
// the two always fit.
type postings struct {
	rows    []row
	bits    uint      // of a bucket's number, and of a place
	settled int       // how many are in the rows
	fresh   []posting // that are not
}

// row is the postings of some buckets.
type row struct {
	postings []uint32
	ends     [rowBuckets]uint32
}

// posting is a fresh one: a shingle in the upper and a place in the lower half.
type posting uint64

func (p posting) shingle() uint32 { return uint32(p >> 32) }
func (p posting) place() uint32   { return uint32(p) }

const (
	rowBits    = 4 // of a bucket's number within its row
	rowBuckets = 1 << rowBits
	leastBits  = 10      // of places, of an index that has few
	maxPlaces  = 2000    // of one shingle that anybody asks for
	leastFresh = 1 << 12 // that are settled together when nobody asks, or,
	freshPart  = 32      // of many, one in so many
)

func newPostings() postings {
	return postings{rows: make([]row, 1<<(leastBits-rowBits)), bits: leastBits}
}

// add enters the shingles of a place.
func (p *postings) add(place uint32, shingles []uint32) {
	for place>>p.bits > 0 {
		p.widen()
	}
	p.fresh = slices.Grow(p.fresh, len(shingles))
	for _, h := range shingles {
		p.fresh = append(p.fresh, posting(h)<<32|posting(place))
	}
	if len(p.fresh) >= max(leastFresh, p.settled/freshPart) {
		p.settle()
	}
}

// find returns the postings of a shingle.
func (p *postings) find(shingle uint32) []uint32 {
	if len(p.fresh) > 0 {
		p.settle()
		p.fresh = nil // from now on they come one article at a time
	}
	found := p.row(shingle).bucket(p.bucket(shingle))
	from, _ := slices.BinarySearch(found, p.pack(shingle, 0))
	found = found[from:]
	to, last := slices.BinarySearch(found, p.pack(shingle, p.placeMask()))
	if last {
		to++
	}
	return found[:to]
}

// places appends the places of postings, of the first maxPlaces of them.
func (p *postings) places(out, postings []uint32) []uint32 {
	for _, posting := range postings[:min(len(postings), maxPlaces)] {
		out = append(out, posting&p.placeMask())
	}
	return out
}

func (p *postings) row(shingle uint32) *row { return &p.rows[shingle>>(32-p.bits+rowBits)] }

// bucket returns the number of a shingle's bucket in its row.
func (p *postings) bucket(shingle uint32) int { return int(shingle >> (32 - p.bits) % rowBuckets) }

func (p *postings) pack(shingle, place uint32) uint32 { return shingle<<p.bits | place }

func (p *postings) placeMask() uint32 { return 1<<p.bits - 1 }

// settle brings the fresh postings into the rows.
func (p *postings) settle() {
	if !slices.IsSorted(p.fresh) { // those of one place are
		sortPostings(p.fresh)
	}
	for fresh := p.fresh; len(fresh) > 0; {
		r := p.row(fresh[0].shingle())
		n := 1
		for n < len(fresh) && p.row(fresh[n].shingle()) == r {
			n++
		}
		p.merge(r, fresh[:n])
		fresh = fresh[n:]
	}
	p.settled += len(p.fresh)
	p.fresh = p.fresh[:0]
}

// merge brings fresh postings into their row, the last one first, so that each
// of the others moves once at most.
func (p *postings) merge(r *row, fresh []posting) {
	end := len(r.postings)
	r.grow(len(fresh))
	for n := len(fresh); n > 0; n-- {
		f := fresh[n-1]
		b, packed := p.bucket(f.shingle()), p.pack(f.shingle(), f.place())
		at := min(end, int(r.ends[b]))
		copy(r.postings[at+n:], r.postings[at:end])
		for start := r.start(b); at > start && r.postings[at-1] > packed; at-- {
			r.postings[at+n-1] = r.postings[at-1]
		}
		r.postings[at+n-1] = packed
		end = at
	}
	for _, f := range fresh {
		for b := p.bucket(f.shingle()); b < rowBuckets; b++ {
			r.ends[b]++
		}
	}
}

// remove takes out all postings of a place. It looks at every posting there
// is, some milliseconds' work in a large index, but few articles ever change.
func (p *postings) remove(place uint32) {
	p.settle()
	gone := func(posting uint32) bool { return posting&p.placeMask() == place }
	for i := range p.rows {
		old := &p.rows[i]
		if !slices.ContainsFunc(old.postings, gone) {
			continue
		}
		r := row{postings: room(len(old.postings))}
		for b := range rowBuckets {
			r.fill(b, slices.DeleteFunc(old.bucket(b), gone))
		}
		*old = r
	}
}

// widen doubles the buckets and the places that there can be: a row becomes two.
func (p *postings) widen() {
	rows := make([]row, 2*len(p.rows))
	for i := range p.rows {
		old := &p.rows[i]
		middle := old.start(rowBuckets / 2)
		rows[2*i].postings = room(middle)
		rows[2*i+1].postings = room(len(old.postings) - middle)
		for b := range rowBuckets {
			bucket := old.bucket(b)
			half, _ := slices.BinarySearch(bucket, 1<<31) // the bit that the bucket's number takes
			for j, posting := range bucket {
				place := posting & p.placeMask()
				bucket[j] = (posting-place)<<1 | place
			}
			r, n := &rows[2*i+2*b/rowBuckets], 2*b%rowBuckets
			r.fill(n, bucket[:half])
			r.fill(n+1, bucket[half:])
		}
		*old = row{}
	}
	p.rows, p.bits = rows, p.bits+1
}

func (r *row) start(b int) int {
	if b == 0 {
		return 0
	}
	return int(r.ends[b-1])
}

func (r *row) bucket(b int) []uint32 { return r.postings[r.start(b):r.ends[b]] }

// fill makes the next bucket.
func (r *row) fill(b int, postings []uint32) {
	r.postings = append(r.postings, postings...)
	r.ends[b] = uint32(len(r.postings))
}

// grow makes a row longer by n postings.
func (r *row) grow(n int) {
	n += len(r.postings)
	if n > cap(r.postings) {
		r.postings = append(room(n), r.postings...)
	}
	r.postings = r.postings[:n]
}

// room returns room for n postings and as many more as the allocator gives
// with them, which is little; append by itself would take half as many again.
func room(n int) []uint32 { return slices.Grow([]uint32(nil), n) }

// sortPostings sorts by shingle, keeping the order of places: a radix sort,
// four times faster than comparing on the hundreds of thousands that are
// settled together.
func sortPostings(p []posting) {
	const digit = 11
	from, to := p, make([]posting, len(p))
	for shift := 32; shift < 64; shift += digit {
		var start [1 << digit]int
		for _, v := range from {
			start[v>>shift&(1<<digit-1)]++
		}
		sum := 0
		for i, n := range start {
			start[i] = sum
			sum += n
		}
		for _, v := range from {
			d := v >> shift & (1<<digit - 1)
			to[start[d]] = v
			start[d]++
		}
		from, to = to, from
	}
	copy(p, from)
}

package dedupe

import "slices"

// postings say at which places a shingle occurs. New ones gather in a heap
// that is sealed when it is full into a sorted segment; a segment is merged
// with the one before it unless that is larger, so a look-up visits few.
type postings struct {
	segments []segment // largest first
	fresh    []posting
	docs     int             // whose postings are fresh
	dead     map[uint32]bool // places of articles that were removed

	// Chains through fresh, made when somebody asks, for as many as chained.
	heads   map[uint32]head
	next    []int32
	chained int
}

const (
	freshDocs  = 1024 // articles whose postings are sealed together
	maxPlaces  = 2000 // of one shingle that anybody asks for
	bucketSize = 16   // postings between two entries of a segment's directory, on average
)

// head is the end of a chain: the index+1 of a shingle's last posting, and how
// many it has.
type head struct{ last, length int32 }

// posting is a shingle in the upper and a place in the lower half.
type posting uint64

func (p posting) shingle() uint32 { return uint32(p >> 32) }
func (p posting) place() uint32   { return uint32(p) }

// segment is a row of postings sorted by shingle.
type segment struct {
	shingles  []uint32
	places    []uint32
	directory []uint32 // where the shingles begin whose upper bits are the index
	shift     uint
}

func (p *postings) add(place uint32, shingles []uint32) {
	for _, s := range shingles {
		p.fresh = append(p.fresh, posting(s)<<32|posting(place))
	}
	if p.docs++; p.docs == freshDocs {
		p.seal()
	}
}

// frequency returns at how many places a shingle occurs, those of removed
// articles included.
func (p *postings) frequency(shingle uint32) int {
	p.chain()
	n := int(p.heads[shingle].length)
	for _, s := range p.segments {
		from, to := s.find(shingle)
		n += to - from
	}
	return n
}

// places appends the places of a shingle whose articles live: the first
// maxPlaces, whatever the segments they lie in.
func (p *postings) places(out []uint32, shingle uint32) []uint32 {
	full := len(out) + maxPlaces
	for _, s := range p.segments {
		from, to := s.find(shingle)
		for _, place := range s.places[from:to] {
			if len(out) == full {
				return out
			}
			if len(p.dead) == 0 || !p.dead[place] {
				out = append(out, place)
			}
		}
	}
	p.chain()
	fresh := len(out)
	for i := p.heads[shingle].last; i != 0; i = p.next[i-1] {
		if place := p.fresh[i-1].place(); !p.dead[place] {
			out = append(out, place)
		}
	}
	slices.Reverse(out[fresh:])
	return out[:min(len(out), full)]
}

func (p *postings) chain() {
	if p.heads == nil {
		p.heads = make(map[uint32]head)
	}
	for ; p.chained < len(p.fresh); p.chained++ {
		s := p.fresh[p.chained].shingle()
		h := p.heads[s]
		p.next = append(p.next, h.last)
		p.heads[s] = head{int32(p.chained + 1), h.length + 1}
	}
}

// seal turns the fresh postings into a segment.
func (p *postings) seal() {
	sortPostings(p.fresh)
	s := segment{shingles: make([]uint32, len(p.fresh)), places: make([]uint32, len(p.fresh))}
	for i, f := range p.fresh {
		s.shingles[i], s.places[i] = f.shingle(), f.place()
	}
	p.fresh, p.docs = p.fresh[:0], 0
	p.heads, p.next, p.chained = nil, p.next[:0], 0
	for n := len(p.segments); n > 0 && len(p.segments[n-1].shingles) <= len(s.shingles); n-- {
		s = p.merge(p.segments[n-1], s)
		p.segments[n-1] = segment{}
		p.segments = p.segments[:n-1]
	}
	s.index()
	p.segments = append(p.segments, s)
}

// merge returns the postings of two segments without those of dead articles.
func (p *postings) merge(a, b segment) segment {
	n := len(a.shingles) + len(b.shingles)
	s := segment{shingles: make([]uint32, 0, n), places: make([]uint32, 0, n)}
	for i, j := 0, 0; i < len(a.shingles) || j < len(b.shingles); {
		from, at := &b, &j
		if j == len(b.shingles) || i < len(a.shingles) && a.shingles[i] <= b.shingles[j] {
			from, at = &a, &i
		}
		if place := from.places[*at]; len(p.dead) == 0 || !p.dead[place] {
			s.shingles = append(s.shingles, from.shingles[*at])
			s.places = append(s.places, place)
		}
		*at++
	}
	return s
}

// index makes the directory.
func (s *segment) index() {
	bits := uint(0)
	for bits < 24 && bucketSize<<bits < len(s.shingles) {
		bits++
	}
	s.shift = 32 - bits
	s.directory = make([]uint32, 1<<bits+1)
	for _, h := range s.shingles {
		s.directory[uint64(h)>>s.shift+1]++
	}
	for i := 1; i < len(s.directory); i++ {
		s.directory[i] += s.directory[i-1]
	}
}

// find returns where the postings with a shingle begin and end.
func (s *segment) find(h uint32) (from, to int) {
	bucket := uint64(h) >> s.shift
	from, end := int(s.directory[bucket]), int(s.directory[bucket+1])
	n, _ := slices.BinarySearch(s.shingles[from:end], h)
	from += n
	n, _ = slices.BinarySearchFunc(s.shingles[from:end], h, func(other, h uint32) int {
		if other == h {
			return -1
		}
		return 1
	})
	return from, from + n
}

// sortPostings sorts by shingle, keeping the order of places: a radix sort,
// four times faster than comparing on the hundreds of thousands that are
// sealed together.
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

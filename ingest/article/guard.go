package article

// Bounds on what one document may cost. The feed and page fetchers cap the
// bytes; these hold whoever calls.
const (
	maxBytes      = 8 << 20 // bytes of a document that are read; the rest is ignored
	maxNodes      = 400_000 // nodes of a tree that are walked
	maxBlocks     = 20_000  // blocks of a page; what follows is not read
	maxText       = 2 << 20 // bytes of clean text
	maxField      = 1 << 10 // bytes of a title, byline or site name
	maxJSON       = 1 << 20 // bytes of JSON-LD in a page
	maxRemoved    = 200     // removed pieces that are listed
	maxTimes      = 40      // time elements that are looked at
	maxCueWords   = 40      // words of a block in which cues are counted
	minVisible    = 400     // bytes of visible prose below which hidden text is read too
	minBrokenLine = 80      // bytes before a single line break that can end a paragraph
)

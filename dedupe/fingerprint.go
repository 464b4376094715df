package dedupe

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"roundwatch"
)

// The shingles of a text are its runs of shingleLength words; winnowing keeps
// the smallest of every window of them (Schleimer, Wilkerson and Aiken, 2003),
// so two texts that share window+shingleLength-1 words in a row share a kept
// shingle. Short texts keep more, for a summary must be found in full texts
// and full texts by their summaries.
const (
	shingleLength = 4
	window        = 16
	shortWindow   = 4
	shortTokens   = 120
	// maxShingles bounds the fingerprint of an endless text.
	maxShingles = 2048
)

// Fingerprint returns what must be stored of doc so that an Index can be
// rebuilt without its text. Article, At are taken from doc; Story and Topic
// are the caller's to set.
func Fingerprint(doc Document) roundwatch.Fingerprint {
	var z tokenizer
	traits := make([]uint32, 0, maxTraits)
	for t := range z.words(doc.Title) {
		traits = z.trait(traits, t)
	}
	tokens := make([]token, 0, len(doc.body())/5)
	for t := range z.words(doc.body()) {
		tokens = append(tokens, t)
		traits = z.trait(traits, t)
	}
	return roundwatch.Fingerprint{
		Article: doc.ID,
		Scheme:  Scheme,
		Hash:    hashTokens(tokens),
		Tokens:  len(tokens),
		Blob:    encode(winnow(tokens), traits),
		At:      doc.At,
	}
}

// hashTokens returns a hash of the whole row of words.
func hashTokens(tokens []token) uint64 {
	h := uint64(len(tokens))
	for _, t := range tokens {
		h = bits.RotateLeft64(h^uint64(t.hash), 27) * 0x9E3779B97F4A7C15
	}
	return h
}

// shingle hashes the shingleLength words that begin at tokens[i].
func shingle(tokens []token, i int) uint32 {
	const b = 0x9E3779B97F4A7C15
	t := tokens[i : i+shingleLength]
	h := ((uint64(t[0].hash)*b+uint64(t[1].hash))*b+uint64(t[2].hash))*b + uint64(t[3].hash)
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	return uint32(h >> 32)
}

// winnow returns the kept shingles of a text, sorted, each once. A text
// shorter than a shingle has a single one, made of all its words.
func winnow(tokens []token) []uint32 {
	n := len(tokens) - shingleLength + 1
	if n <= 0 {
		if len(tokens) == 0 {
			return nil
		}
		return []uint32{uint32(hashTokens(tokens))}
	}
	w := window
	if len(tokens) < shortTokens {
		w = shortWindow
	}
	hashes := make([]uint32, n)
	for i := range hashes {
		hashes[i] = shingle(tokens, i)
	}
	kept := make([]uint32, 0, 3*n/w+2)
	least := -1 // where the smallest shingle of the window lies
	for end := min(w, n); end <= n; end++ {
		start := max(end-w, 0)
		switch {
		case least < start:
			least = start
			for i := start + 1; i < end; i++ {
				if hashes[i] <= hashes[least] {
					least = i
				}
			}
		case hashes[end-1] <= hashes[least]:
			least = end - 1
		default:
			continue
		}
		kept = append(kept, hashes[least])
		if len(kept) == maxShingles {
			break
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// The blob: number of shingles, number of traits (varints), then both, four
// bytes each, little-endian.
func encode(shingles, traits []uint32) []byte {
	b := make([]byte, 0, 6+4*(len(shingles)+len(traits)))
	b = binary.AppendUvarint(b, uint64(len(shingles)))
	b = binary.AppendUvarint(b, uint64(len(traits)))
	for _, h := range shingles {
		b = binary.LittleEndian.AppendUint32(b, h)
	}
	for _, h := range traits {
		b = binary.LittleEndian.AppendUint32(b, h)
	}
	return b
}

// decode reads a blob into buf; a damaged one has neither shingles nor traits.
func decode(buf []uint32, blob []byte) (all, shingles, traits []uint32) {
	n, a := binary.Uvarint(blob)
	if a <= 0 {
		return buf, nil, nil
	}
	m, b := binary.Uvarint(blob[a:])
	if b <= 0 || n > maxShingles || m > maxTraits || uint64(len(blob)-a-b) != 4*(n+m) {
		return buf, nil, nil
	}
	buf = buf[:0]
	for rest := blob[a+b:]; len(rest) > 0; rest = rest[4:] {
		buf = append(buf, binary.LittleEndian.Uint32(rest))
	}
	return buf, buf[:n:n], buf[n:]
}

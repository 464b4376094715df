package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// Servers and caches mislabel codings, so the bytes have the last word: what
// is called gzip and is not passes through, what is gzip and is not called so
// (or twice so) is undone. The cap holds for every step.

const (
	acceptEncoding = "gzip, br, zstd"
	// maxCodings undone on one body, declared and found.
	maxCodings = 3
	// maxWindow of a zstd frame (RFC 9659 sets 8 MiB for the web).
	maxWindow = 8 << 20
)

// decoders keeps the states of decoders, which are costly to make.
type decoders struct {
	gzip, brotli, zstd sync.Pool
}

func newDecoders() decoders {
	return decoders{
		gzip:   sync.Pool{New: func() any { return new(gzip.Reader) }},
		brotli: sync.Pool{New: func() any { return brotli.NewReader(nil) }},
		zstd: sync.Pool{New: func() any {
			d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
				zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(64<<20))
			if err != nil {
				panic(err) // the options above are constants
			}
			return d
		}},
	}
}

// coding returns the content codings of an answer as one lower-case list.
func coding(h http.Header) string {
	return strings.ToLower(strings.Join(h.Values("Content-Encoding"), ","))
}

// decodable reports whether a body in these codings could be read: validators
// of one that could not are of no use.
func decodable(coding string) bool {
	_, err := steps(coding)
	return err == nil
}

// steps lists the codings to undo, last applied first. Labels that are no
// codings at all are seen in the wild and mean nothing.
func steps(coding string) ([]string, error) {
	var list []string
	for name := range strings.SplitSeq(coding, ",") {
		switch name = strings.TrimSpace(name); name {
		case "", "identity", "none", "utf-8", "utf8":
		case "gzip", "x-gzip", "deflate", "br", "zstd":
			list = append(list, strings.TrimPrefix(name, "x-"))
		default:
			return nil, &Error{Class: ClassCoding, Err: fmt.Errorf("content coding %.40q is not known", name)}
		}
	}
	if len(list) > maxCodings {
		return nil, &Error{Class: ClassCoding, Err: fmt.Errorf("%d content codings on one body", len(list))}
	}
	slices.Reverse(list)
	return list, nil
}

// decode undoes the codings of raw, using out and memory of its own. whole is
// false if the coded data ended early or is damaged; what came before is returned.
func (d *decoders) decode(raw []byte, coding string, out *bytes.Buffer) (body []byte, whole bool, err error) {
	list, err := steps(coding)
	if err != nil {
		return nil, false, err
	}
	whole = true
	for n := 0; n < maxCodings; n++ {
		name := ""
		switch {
		case n < len(list):
			name = list[n]
		case bytes.HasPrefix(raw, gzipMagic):
			name = "gzip"
		default:
			return raw, whole, nil
		}
		decoded, complete, err := d.undo(name, raw, out)
		if err != nil {
			return nil, false, err
		}
		if raw, whole = decoded, whole && complete; n+1 < maxCodings {
			out = new(bytes.Buffer) // seldom used: a second coding
		}
	}
	return raw, whole, nil
}

var (
	gzipMagic = []byte{0x1f, 0x8b, 8}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// undo undoes one coding. Bytes that are not in it at all come back unchanged.
func (d *decoders) undo(name string, raw []byte, out *bytes.Buffer) (decoded []byte, whole bool, err error) {
	src := bytes.NewReader(raw)
	switch name {
	case "gzip":
		z := d.gzip.Get().(*gzip.Reader)
		defer d.gzip.Put(z)
		err = gunzip(out, z, raw)
	case "br":
		z := d.brotli.Get().(*brotli.Reader)
		defer d.brotli.Put(z)
		z.Reset(src)
		err = drain(out, z)
	case "zstd":
		z := d.zstd.Get().(*zstd.Decoder)
		defer func() { z.Reset(nil); d.zstd.Put(z) }()
		if !bytes.HasPrefix(raw, zstdMagic) || z.Reset(src) != nil {
			return raw, true, nil
		}
		err = drain(out, z)
	case "deflate":
		err = inflate(out, raw)
	}
	var known *Error
	switch {
	case errors.As(err, &known):
		return nil, false, err
	case err != nil && out.Len() == 0:
		return raw, true, nil
	}
	return out.Bytes(), err == nil, nil
}

// gunzip undoes gzip, one member after the other; what follows the last is padding.
func gunzip(out *bytes.Buffer, z *gzip.Reader, raw []byte) error {
	src := bytes.NewReader(raw)
	if !bytes.HasPrefix(raw, gzipMagic) {
		return gzip.ErrHeader
	}
	for bytes.HasPrefix(raw[len(raw)-src.Len():], gzipMagic) {
		if err := z.Reset(src); err != nil {
			return err
		}
		z.Multistream(false)
		if err := drain(out, z); err != nil {
			return err
		}
	}
	return nil
}

// inflate undoes "deflate", which some servers take for zlib (as RFC 9110 says)
// and some for the bare stream.
func inflate(out *bytes.Buffer, raw []byte) error {
	if z, err := zlib.NewReader(bytes.NewReader(raw)); err == nil {
		return drain(out, z)
	}
	return drain(out, flate.NewReader(bytes.NewReader(raw)))
}

// drain reads what a decoder gives, up to the cap.
func drain(out *bytes.Buffer, z io.Reader) error {
	more, err := readSmall(out, z)
	if !more {
		return err
	}
	return readLarge(out, z)
}

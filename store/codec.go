package store

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Texts and raw bodies are kept compressed (zstd, RFC 8878): an article of
// 4 KB would else fill a page of its own, half of it empty.

const (
	// codecWindow bounds what compressing costs in memory; pages are smaller.
	codecWindow = 256 << 10
	// maxUnpacked bounds what a damaged or forged row may unfold to: no body
	// that is fetched is larger than 8 MiB.
	maxUnpacked = 16 << 20
)

// codec compresses and restores; it is safe for concurrent use.
type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newCodec() (codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(codecWindow), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return codec{}, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxUnpacked), zstd.WithDecoderLowmem(true))
	return codec{enc, dec}, err
}

func (c codec) pack(b []byte) []byte { return c.enc.EncodeAll(b, nil) }

func (c codec) unpack(b []byte) ([]byte, error) {
	plain, err := c.dec.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	return plain, nil
}

// zip and unzip are the functions of these names in SQL.
func (c codec) zip(text string) []byte { return c.pack([]byte(text)) }

func (c codec) unzip(b []byte) (string, error) {
	text, err := c.unpack(b)
	return string(text), err
}

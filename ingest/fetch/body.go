package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"sync"
)

// Bodies are read whole into a pooled buffer and decoded from memory into
// another. A small one is copied out at its exact size; a large buffer is given
// away instead, and never goes back to the pool.

const (
	// smallBody is read without asking; a larger one needs one of the places
	// below, so that many hostile hosts at once cannot fill the memory.
	smallBody   = 1 << 20
	largeBodies = 2
	// keepBuffer is the largest buffer that goes back to the pool.
	keepBuffer = 512 << 10
)

// reader takes bodies off the wire.
type reader struct {
	buffers  sync.Pool
	decoders decoders
	large    chan struct{} // one place per body beyond smallBody
	decoding chan struct{} // one place per core: decoding is all CPU
}

func newReader() *reader {
	return &reader{
		buffers:  sync.Pool{New: func() any { return new(bytes.Buffer) }},
		decoders: newDecoders(),
		large:    make(chan struct{}, largeBodies),
		decoding: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
}

func (r *reader) buffer() *bytes.Buffer {
	b := r.buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

func (r *reader) free(b *bytes.Buffer) {
	if b.Cap() <= keepBuffer {
		r.buffers.Put(b)
	}
}

// read returns the decoded body. partial says that it was cut short on the way;
// what had arrived is returned. Nothing at all, a timeout and too much are errors.
func (r *reader) read(ctx context.Context, answer *http.Response) (body []byte, partial bool, err error) {
	raw := r.buffer()
	defer r.free(raw)
	err = r.fill(ctx, raw, answer)
	switch {
	case errors.Is(err, errTooLarge):
		return nil, false, err
	case ctx.Err() != nil:
		return nil, false, ctx.Err()
	case err != nil && raw.Len() == 0:
		return nil, false, err
	}
	partial = err != nil
	r.decoding <- struct{}{}
	defer func() { <-r.decoding }()
	out := r.buffer()
	defer r.free(out)
	decoded, whole, err := r.decoders.decode(raw.Bytes(), coding(answer.Header), out)
	if err != nil {
		return nil, false, err
	}
	if cap(decoded) <= keepBuffer || len(decoded) < cap(decoded)/2 {
		decoded = bytes.Clone(decoded)
	}
	return decoded, partial || !whole, nil
}

var errTooLarge = &Error{Class: ClassTooLarge, Err: fmt.Errorf("larger than %d MiB", MaxBody>>20)}

// fill reads at most MaxBody bytes; beyond smallBody it waits for a place.
func (r *reader) fill(ctx context.Context, raw *bytes.Buffer, answer *http.Response) error {
	if answer.ContentLength > MaxBody {
		return errTooLarge
	}
	more, err := readSmall(raw, answer.Body)
	if !more {
		return err
	}
	select {
	case r.large <- struct{}{}:
		defer func() { <-r.large }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return readLarge(raw, answer.Body)
}

// readSmall reads until out holds smallBody bytes; more says that it does.
func readSmall(out *bytes.Buffer, src io.Reader) (more bool, err error) {
	_, err = out.ReadFrom(io.LimitReader(src, int64(max(0, smallBody-out.Len()))))
	return err == nil && out.Len() >= smallBody, err
}

// readLarge reads on up to the cap, growing out once: doubling would leave
// twice the cap behind as garbage.
func readLarge(out *bytes.Buffer, src io.Reader) error {
	room := MaxBody + 1 - out.Len()
	out.Grow(room + bytes.MinRead)
	_, err := out.ReadFrom(io.LimitReader(src, int64(room)))
	if out.Len() > MaxBody {
		return errTooLarge
	}
	return err
}

package fetchtest

import (
	"bytes"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// Pack compresses a body as gzip, br, zstd, zlib or flate; servers call the
// last two deflate. An unknown coding is a fault of the test.
func Pack(coding string, body []byte) []byte {
	var out bytes.Buffer
	var z io.WriteCloser
	var err error
	switch coding {
	case "gzip":
		z = gzip.NewWriter(&out)
	case "br":
		z = brotli.NewWriter(&out)
	case "zstd":
		z, err = zstd.NewWriter(&out)
	case "zlib":
		z = zlib.NewWriter(&out)
	case "flate":
		z, err = flate.NewWriter(&out, flate.BestSpeed)
	default:
		err = fmt.Errorf("no coding is called %q", coding)
	}
	if err == nil {
		_, err = z.Write(body)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err)
	}
	return out.Bytes()
}

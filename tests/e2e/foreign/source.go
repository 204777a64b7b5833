package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight       = 8
	tileWidth        = 1 << tileHeight
	resourceBytesMax = 32 << 20 // 256 entries of 65,535 bytes and more.
)

// source gives the resources of a log: over HTTP, or from a directory with the same paths.
type source struct {
	base   string
	client *http.Client // nil: a directory.
}

func newSource(base string) *source {
	if strings.HasPrefix(base, "http://") || strings.HasPrefix(base, "https://") {
		return &source{base: base, client: &http.Client{Timeout: 30 * time.Second}}
	}
	return &source{base: base}
}

func (s *source) get(path string) ([]byte, error) {
	var body io.ReadCloser
	if s.client == nil {
		file, err := os.Open(filepath.Join(s.base, filepath.FromSlash(path)))
		if err != nil {
			return nil, fmt.Errorf("%s: %v", path, err)
		}
		body = file
	} else {
		response, err := s.client.Get(s.base + "/" + path)
		if err != nil {
			return nil, fmt.Errorf("%s: %v", path, err)
		}
		body = response.Body
		if response.StatusCode != http.StatusOK {
			body.Close()
			return nil, fmt.Errorf("%s: expected HTTP 200, but got %s", path, response.Status)
		}
	}
	defer body.Close()
	data, err := io.ReadAll(io.LimitReader(body, resourceBytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %v", path, err)
	}
	if len(data) > resourceBytesMax {
		return nil, fmt.Errorf("%s: expected at most %d bytes", path, resourceBytesMax)
	}
	return data, nil
}

// resourcePath turns the path of a sumdb tile into that of C2SP tlog-tiles: the latter has no
// height component and calls bundles of records "entries".
func resourcePath(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	if tile.L == -1 {
		return "tile/entries/" + strings.TrimPrefix(path, "data/")
	}
	return "tile/" + path
}

// Height, ReadTiles and SaveTiles make source a tlog.TileReader.
func (s *source) Height() int { return tileHeight }

func (s *source) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := s.get(resourcePath(tile))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: expected %d hashes, but it has %d bytes",
				resourcePath(tile), tile.W, len(data))
		}
		all = append(all, data)
	}
	return all, nil
}

func (s *source) SaveTiles([]tlog.Tile, [][]byte) {}

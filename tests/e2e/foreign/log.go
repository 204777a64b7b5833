package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// openCheckpoint verifies a signed checkpoint by the key and gives its tree.
func openCheckpoint(data []byte, vkey, origin string, report *Report) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(strings.TrimSuffix(vkey, "\n"))
	if err != nil {
		return tree, fmt.Errorf("verifier key: %v", err)
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tree, fmt.Errorf("checkpoint: %v", err)
	}
	lines := strings.Split(opened.Text, "\n") // The text ends with a newline: one empty line more.
	if len(lines) < 4 || lines[0] == "" {
		return tree, errors.New("checkpoint: expected lines for origin, size and root")
	}
	if origin == "" {
		origin = verifier.Name()
	}
	if lines[0] != origin {
		return tree, fmt.Errorf("checkpoint: expected origin %q, but it is %q", origin, lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tree, fmt.Errorf("checkpoint: expected a decimal size, but it is %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tree, fmt.Errorf("checkpoint: %v", err)
	}
	report.Origin, report.Size, report.Root = origin, size, hex.EncodeToString(root[:])
	return tlog.Tree{N: size, Hash: root}, nil
}

// storedHashes is sumdb's flat order of all complete subtrees, computed here from the entries.
type storedHashes []tlog.Hash

func (s storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(s)) {
			return nil, fmt.Errorf("hash %d is not known yet", index)
		}
		hashes[i] = s[index]
	}
	return hashes, nil
}

func checkLog(log *source, vkey, origin string, proofs int, report *Report) error {
	if vkey == "" {
		fetched, err := log.get("vkey")
		if err != nil {
			return err
		}
		vkey = string(fetched)
	}
	checkpoint, err := log.get("checkpoint")
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(checkpoint, vkey, origin, report)
	if err != nil {
		report.FirstBad = "checkpoint"
		return err
	}
	stored, err := checkBundles(log, tree.N, report)
	if err != nil {
		return err
	}
	if tree.N == 0 {
		// sumdb gives zeros here; RFC 6962 defines the root of no leaves as SHA-256 of nothing.
		const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
		if report.Root != empty {
			report.FirstBad = "checkpoint"
			return errors.New("checkpoint: expected the root of the empty tree")
		}
		return nil
	}
	// Tiles before the root: a bundle that disagrees with its tile is then named, not just missed.
	if err := checkTiles(log, tree.N, stored, report); err != nil {
		return err
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		report.FirstBad = "checkpoint"
		return fmt.Errorf("checkpoint: expected the root of its entries %x, but it has %x",
			root[:], tree.Hash[:])
	}
	return checkProofs(log, tree, stored, proofs, report)
}

// eachTile calls check for the tiles of a level (-1: entry bundles) of a tree of the given size.
func eachTile(level int, size int64, check func(tile tlog.Tile) error) error {
	hashes := size
	if level > 0 {
		hashes = size >> uint(level*tileHeight)
	}
	for n := int64(0); n*tileWidth < hashes; n++ {
		width := tileWidth
		if rest := hashes - n*tileWidth; rest < tileWidth {
			width = int(rest)
		}
		if err := check(tlog.Tile{H: tileHeight, L: level, N: n, W: width}); err != nil {
			return err
		}
	}
	return nil
}

// checkBundles reads every entry and computes every hash of the tree.
func checkBundles(log *source, size int64, report *Report) (storedHashes, error) {
	var stored storedHashes
	err := eachTile(-1, size, func(bundle tlog.Tile) error {
		path := resourcePath(bundle)
		report.FirstBad = path
		data, err := log.get(path)
		if err != nil {
			return err
		}
		for i := 0; i < bundle.W; i++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return fmt.Errorf("%s: entry %d of %d is cut off", path, i, bundle.W)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			hashes, err := tlog.StoredHashes(bundle.N*tileWidth+int64(i), data[2:end], stored)
			if err != nil {
				return err
			}
			stored = append(stored, hashes...)
			data = data[end:]
		}
		if len(data) != 0 {
			return fmt.Errorf("%s: %d bytes follow the last entry", path, len(data))
		}
		report.Bundles++
		report.FirstBad = ""
		return nil
	})
	return stored, err
}

// checkTiles compares every tile with the hashes computed from the entries.
func checkTiles(log *source, size int64, stored storedHashes, report *Report) error {
	for level := 0; size>>uint(level*tileHeight) > 0; level++ {
		err := eachTile(level, size, func(tile tlog.Tile) error {
			path := resourcePath(tile)
			report.FirstBad = path
			data, err := log.get(path)
			if err != nil {
				return err
			}
			expected, err := tlog.ReadTileData(tile, stored)
			if err != nil {
				return err
			}
			if !bytes.Equal(data, expected) {
				return fmt.Errorf("%s: the hashes are not those of the entries", path)
			}
			report.Tiles++
			report.FirstBad = ""
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// checkProofs makes proofs from tiles alone, as a client would, and checks them.
func checkProofs(log *source, tree tlog.Tree, stored storedHashes, proofs int,
	report *Report) error {
	tiles := tlog.TileHashReader(tree, log)
	if int64(proofs) > tree.N {
		proofs = int(tree.N)
	}
	for i := 0; i < proofs; i++ {
		// Spread over the log; the last one is the newest entry.
		index := tree.N - 1 - int64(i)*(tree.N/int64(proofs))
		proof, err := tlog.ProveRecord(tree.N, index, tiles)
		if err != nil {
			return fmt.Errorf("inclusion of entry %d: %v", index, err)
		}
		leaf := stored[tlog.StoredHashIndex(0, index)]
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
			return fmt.Errorf("inclusion of entry %d: %v", index, err)
		}
		report.InclusionProofs++
	}
	for old := int64(1); old < tree.N; old = old*3 + 1 {
		oldRoot, err := tlog.TreeHash(old, stored)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveTree(tree.N, old, tiles)
		if err != nil {
			return fmt.Errorf("consistency with size %d: %v", old, err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old, oldRoot); err != nil {
			return fmt.Errorf("consistency with size %d: %v", old, err)
		}
		report.ConsistencyProofs++
	}
	return nil
}

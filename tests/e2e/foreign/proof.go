package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// checkProofFile checks a C2SP tlog-proof file: that the checkpoint in it is signed by the key and
// that the entry with this leaf data is in its tree at the index that the file names.
func checkProofFile(path string, leafData []byte, vkey, origin string, report *Report) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	blank := bytes.Index(data, []byte("\n\n"))
	if blank < 0 {
		return errors.New("tlog-proof: expected a blank line before the checkpoint")
	}
	tree, err := openCheckpoint(data[blank+2:], vkey, origin, report)
	if err != nil {
		return err
	}
	lines := strings.Split(string(data[:blank]), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("tlog-proof: expected c2sp.org/tlog-proof@v1 on the first line")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:] // Opaque; authenticated by nothing.
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return errors.New("tlog-proof: expected the index")
	}
	text := strings.TrimPrefix(lines[0], "index ")
	index, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(index, 10) != text || index < 0 || index >= tree.N {
		return fmt.Errorf("tlog-proof: expected an index below %d, but it is %q", tree.N, text)
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return fmt.Errorf("tlog-proof: %v", err)
		}
		proof = append(proof, hash)
	}
	leaf := tlog.RecordHash(leafData)
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
		return fmt.Errorf("tlog-proof: %v", err)
	}
	report.InclusionProofs = 1
	return nil
}

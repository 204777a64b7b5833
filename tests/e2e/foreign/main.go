// Command foreign checks a Plumbline log with nothing of Plumbline: Go's own transparency-log
// packages (golang.org/x/mod/sumdb/note and sumdb/tlog) over the C2SP tlog-tiles resources.
//
// It fetches /vkey (unless a key is pinned with -vkey), /checkpoint, every entry bundle and tile;
// verifies the note; computes leaf hashes from the bundles and the root from those; compares
// each tile with them; and checks inclusion and consistency proofs read from the tiles.
// With -proof it checks one .tlog-proof file instead, without a network.
//
// Prints one JSON object. Exit code 0 when everything agrees, 1 when something does not, 2 on misuse.
package main

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
)

// Report is the answer; field names are an interface for scripts.
type Report struct {
	OK                bool   `json:"ok"`
	Source            string `json:"source"`
	Origin            string `json:"origin"`
	Size              int64  `json:"size"`
	Root              string `json:"root"`
	Bundles           int    `json:"bundles"`
	Tiles             int    `json:"tiles"`
	InclusionProofs   int    `json:"inclusion_proofs"`
	ConsistencyProofs int    `json:"consistency_proofs"`
	FirstBad          string `json:"first_bad"` // Path of the first resource that is wrong.
	Error             string `json:"error"`
}

func main() {
	vkey := flag.String("vkey", "", "the log's verifier key; default: fetch it from the log")
	origin := flag.String("origin", "", "origin of the checkpoint; default: the key's name")
	proofs := flag.Int("proofs", 64, "how many inclusion proofs to check")
	proof := flag.String("proof", "", "check this .tlog-proof file; needs -vkey and -leaf")
	leaf := flag.String("leaf", "", "hex SHA-256 of the stored entry that -proof is about")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: foreign [flags] URL-or-directory\n"+
			"       foreign -proof FILE -leaf HEX -vkey KEY")
		flag.PrintDefaults()
	}
	flag.Parse()

	report := &Report{}
	var err error
	switch {
	case *proof != "" && flag.NArg() == 0 && *vkey != "":
		report.Source = *proof
		leafData, decodeErr := hex.DecodeString(*leaf)
		if decodeErr != nil || len(leafData) != 32 {
			fmt.Fprintln(os.Stderr, "Expected -leaf to be 64 hexadecimal digits.")
			os.Exit(2)
		}
		err = checkProofFile(*proof, leafData, *vkey, *origin, report)
	case *proof == "" && flag.NArg() == 1:
		report.Source = strings.TrimSuffix(flag.Arg(0), "/")
		err = checkLog(newSource(report.Source), *vkey, *origin, *proofs, report)
	default:
		flag.Usage()
		os.Exit(2)
	}
	if err != nil {
		report.Error = err.Error()
	}
	report.OK = err == nil
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if encodeErr := out.Encode(report); encodeErr != nil || err != nil {
		os.Exit(1)
	}
}

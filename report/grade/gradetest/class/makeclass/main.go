// Command makeclass writes a class of submissions with what each deserves; see package class.
//
//	go run ./report/grade/gradetest/class/makeclass -n 200 DIR
//	netsniff grade DIR/class.yaml DIR/submissions --roster DIR/roster.csv --csv
package main

import (
	"flag"
	"fmt"
	"os"

	"netsniff/report/grade/gradetest/class"
)

func main() {
	n := flag.Int("n", 200, "students")
	seed := flag.Uint64("seed", 1, "of all that is drawn")
	root := flag.String("root", ".", "where the module is")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "makeclass: name the folder to write into")
		os.Exit(2)
	}
	c, err := class.Make(*root, *n, *seed)
	if err == nil {
		err = c.Write(flag.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "makeclass:", err)
		os.Exit(2)
	}
	fmt.Printf("%d students, %d copies\n", len(c.Students), len(c.Copies))
}

package main

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// usualScreen is how wide a terminal is that does not say.
const usualScreen = 80

// screenWidth returns how many cells a line of out has: those of the terminal;
// elsewhere as many as COLUMNS says; 0 if nobody says, as for a pipe or a file,
// where lines are as long as need be: whoever reads them there (grep, awk, less
// -S, another day's terminal) wants them whole.
func screenWidth(out io.Writer) int {
	named, _ := strconv.Atoi(os.Getenv("COLUMNS"))
	f, ok := out.(*os.File)
	if !ok || !isTerminal(out) {
		return max(named, 0)
	}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		return width
	}
	if named > 0 {
		return named
	}
	return usualScreen
}

// screenHeight returns how many lines out shows.
func screenHeight(out io.Writer) int {
	if f, ok := out.(*os.File); ok {
		if _, height, err := term.GetSize(int(f.Fd())); err == nil && height > 0 {
			return height
		}
	}
	return 24
}

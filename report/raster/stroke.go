package raster

import (
	"math"

	"netsniff/report/sheet"
)

// dashed cuts a line into the parts that dashes leave of it; all of it if there are none.
func dashed(line []sheet.Point, dash []float64) (parts [][]sheet.Point) {
	if len(dash) == 0 || len(line) < 2 {
		return [][]sheet.Point{line}
	}
	part := []sheet.Point{line[0]}
	left, i := dash[0], 0 // of the dash, or of the gap behind it if i is odd
	for n := 1; n < len(line); n++ {
		from, to := line[n-1], line[n]
		length := math.Hypot(to.X-from.X, to.Y-from.Y)
		done := 0.0
		for length-done > left && len(parts) < maxDashes {
			done += left
			at := sheet.Point{X: from.X + (to.X-from.X)*done/length, Y: from.Y + (to.Y-from.Y)*done/length}
			if i%2 == 0 {
				parts = append(parts, append(part, at))
			}
			part = []sheet.Point{at}
			i++
			left = dash[i%len(dash)]
		}
		left -= length - done
		if i%2 == 0 {
			part = append(part, to)
		} else {
			part = []sheet.Point{to}
		}
	}
	if i%2 == 0 {
		parts = append(parts, part)
	}
	return parts
}

// maxDashes bounds the parts of a line, which may go up and down a thousand times.
const maxDashes = 1 << 16

// appendStroke appends an area for each piece of a line of some width; all turn the same way.
func appendStroke(areas [][]sheet.Point, line []sheet.Point, width float64) [][]sheet.Point {
	for n := 1; n < len(line); n++ {
		from, to := line[n-1], line[n]
		length := math.Hypot(to.X-from.X, to.Y-from.Y)
		if length == 0 {
			continue
		}
		// Along the line, and at a right angle to the left of it; half a width goes beyond the ends
		// within a line, so that pieces meet.
		x, y := (to.X-from.X)/length*width/2, (to.Y-from.Y)/length*width/2
		if n > 1 {
			from = sheet.Point{X: from.X - x, Y: from.Y - y}
		}
		if n < len(line)-1 {
			to = sheet.Point{X: to.X + x, Y: to.Y + y}
		}
		areas = append(areas, []sheet.Point{{X: from.X - y, Y: from.Y + x}, {X: from.X + y, Y: from.Y - x},
			{X: to.X + y, Y: to.Y - x}, {X: to.X - y, Y: to.Y + x}})
	}
	return areas
}

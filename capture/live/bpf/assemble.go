package bpf

// assemble lays steps out and resolves labels. A conditional jump reaches 255
// instructions; a farther target is reached through a jump placed behind it.
func assemble(steps []step, labels int) ([]Instruction, error) {
	far := make([]farness, len(steps))
	at := make([]int, len(steps)+1)
	where := make([]int, labels)
	for {
		for i := range steps {
			at[i+1] = at[i] + size(&steps[i], far[i])
			if steps[i].placed {
				where[steps[i].here] = at[i]
			}
		}
		if at[len(steps)] > MaxInstructions {
			return nil, ErrTooLong
		}
		if !stretch(steps, far, at, where) {
			break
		}
	}
	program := make([]Instruction, 0, at[len(steps)])
	for i := range steps {
		program = layOut(program, &steps[i], far[i], where)
	}
	return program, nil
}

// farness says which targets of a jump need one more jump.
type farness struct{ yes, no bool }

func size(s *step, f farness) int {
	n := 1
	switch {
	case s.placed:
		return 0
	case f.yes && f.no:
		n += 2
	case f.yes || f.no:
		n++
	}
	return n
}

// stretch marks the jumps that do not reach, and reports whether any is new.
// Marks are only ever added, so that the layout settles.
func stretch(steps []step, far []farness, at, where []int) bool {
	changed := false
	for i := range steps {
		s := &steps[i]
		if !s.jumps() || s.Op == opJump {
			continue
		}
		next := at[i] + 1
		if !far[i].yes && where[s.yes]-next > 255 {
			far[i].yes, changed = true, true
		}
		if !far[i].no && where[s.no]-next > 255 {
			far[i].no, changed = true, true
		}
	}
	return changed
}

func layOut(program []Instruction, s *step, f farness, where []int) []Instruction {
	if s.placed {
		return program
	}
	x := s.Instruction
	next := len(program) + 1
	switch {
	case s.Op == opJump:
		x.K = uint32(where[s.yes] - next)
		return append(program, x)
	case !s.jumps():
		return append(program, x)
	}
	// The extra jumps follow: first the one for yes, then the one for no.
	extra := 0
	if f.yes {
		x.Jt = uint8(extra)
		extra++
	} else {
		x.Jt = uint8(where[s.yes] - next)
	}
	if f.no {
		x.Jf = uint8(extra)
	} else {
		x.Jf = uint8(where[s.no] - next)
	}
	program = append(program, x)
	if f.yes {
		program = append(program, Instruction{Op: opJump, K: uint32(where[s.yes] - len(program) - 1)})
	}
	if f.no {
		program = append(program, Instruction{Op: opJump, K: uint32(where[s.no] - len(program) - 1)})
	}
	return program
}

package bpf

import "encoding/binary"

// run executes a program as the kernel would and returns how many bytes of the
// frame it keeps. ok is false if the program is not valid.
func run(program []Instruction, frame []byte) (kept uint32, ok bool) {
	var a, x uint32
	var m [memoryCells]uint32
	load := func(off uint64, size int) bool {
		if off+uint64(size) > uint64(len(frame)) {
			return false
		}
		b := frame[off:]
		switch size {
		case 1:
			a = uint32(b[0])
		case 2:
			a = uint32(binary.BigEndian.Uint16(b))
		default:
			a = binary.BigEndian.Uint32(b)
		}
		return true
	}
	sizes := map[uint16]int{0x00: 4, 0x08: 2, 0x10: 1}
	for pc := 0; pc < len(program); pc++ {
		i := program[pc]
		switch i.Op {
		case opLoadWord, opLoadHalf, opLoadByte:
			if !load(uint64(i.K), sizes[i.Op&0x18]) {
				return 0, true
			}
		case opLoadWordX, opLoadHalfX, opLoadByteX:
			if !load(uint64(x)+uint64(i.K), sizes[i.Op&0x18]) {
				return 0, true
			}
		case opLoadConst:
			a = i.K
		case opLoadLen:
			a = uint32(len(frame))
		case opLoadMem:
			a = m[i.K]
		case opStore:
			m[i.K] = a
		case opLoadIHL:
			if uint64(i.K) >= uint64(len(frame)) {
				return 0, true
			}
			x = 4 * uint32(frame[i.K]&15)
		case opTAX:
			x = a
		case opNegate:
			a = -a
		case opReturn:
			return i.K, true
		case opJump:
			pc += int(i.K)
		default:
			operand := i.K
			if i.Op&opJumpX != 0 {
				operand = x
			}
			switch i.Op &^ opJumpX {
			case opJumpEqualK, opJumpMoreK, opJumpAtK, opJumpSetK:
				if condition(i.Op&^opJumpX, a, operand) {
					pc += int(i.Jt)
				} else {
					pc += int(i.Jf)
				}
			default:
				var done bool
				if a, done, ok = alu(i.Op&^opJumpX, a, operand); !ok || done {
					return 0, ok
				}
			}
		}
	}
	return 0, false
}

func condition(op uint16, a, k uint32) bool {
	switch op {
	case opJumpEqualK:
		return a == k
	case opJumpMoreK:
		return a > k
	case opJumpAtK:
		return a >= k
	default:
		return a&k != 0
	}
}

// alu computes; done is set when a division by zero rejects the frame.
func alu(op uint16, a, k uint32) (r uint32, done, ok bool) {
	switch op {
	case 0x04:
		return a + k, false, true
	case 0x14:
		return a - k, false, true
	case 0x24:
		return a * k, false, true
	case 0x34, 0x94:
		if k == 0 {
			return 0, true, true
		}
		if op == 0x34 {
			return a / k, false, true
		}
		return a % k, false, true
	case 0x44:
		return a | k, false, true
	case 0x54:
		return a & k, false, true
	case 0x64:
		return a << k, false, true
	case 0x74:
		return a >> k, false, true
	case 0xa4:
		return a ^ k, false, true
	}
	return 0, false, false
}

package bpf

// Classic BPF, see struct sock_filter in the kernel's documentation.
const (
	opLoadWord   = 0x20 // A = 4 bytes at K
	opLoadHalf   = 0x28
	opLoadByte   = 0x30
	opLoadWordX  = 0x40 // A = 4 bytes at X+K
	opLoadHalfX  = 0x48
	opLoadByteX  = 0x50
	opLoadConst  = 0x00 // A = K
	opLoadLen    = 0x80 // A = length of the frame
	opLoadMem    = 0x60 // A = M[K]
	opStore      = 0x02 // M[K] = A
	opLoadIHL    = 0xb1 // X = 4*(byte at K & 0xf)
	opAndK       = 0x54
	opAddX       = 0x0c
	opNegate     = 0x84
	opTAX        = 0x07
	opJump       = 0x05
	opJumpEqualK = 0x15
	opJumpMoreK  = 0x25
	opJumpAtK    = 0x35 // A >= K
	opJumpSetK   = 0x45
	opJumpX      = 0x08 // added to a jump with K: compares with X
	opReturn     = 0x06
)

// ancillaryProtocol is where Linux delivers the EtherType of the frame
// (SKF_AD_OFF + SKF_AD_PROTOCOL).
const ancillaryProtocol = 0xfffff000

// label names a place in the program; places are known when it is assembled.
type label int

// step is an instruction before assembly. Jumps name labels.
type step struct {
	Instruction
	yes, no label // of a conditional jump
	here    label // label placed before this step, with placed set
	placed  bool  // the step is only a label
}

func (s *step) jumps() bool { return !s.placed && s.Op&7 == 5 }

// generator turns a tree into steps.
type generator struct {
	link   link
	steps  []step
	labels label
}

func (g *generator) newLabel() label {
	g.labels++
	return g.labels
}

func (g *generator) place(l label) { g.steps = append(g.steps, step{here: l, placed: true}) }

func (g *generator) emit(op uint16, k uint32) {
	g.steps = append(g.steps, step{Instruction: Instruction{Op: op, K: k}})
}

func (g *generator) branch(op uint16, k uint32, yes, no label) {
	g.steps = append(g.steps, step{Instruction: Instruction{Op: op, K: k}, yes: yes, no: no})
}

// program generates and assembles the program for a tree.
func (g *generator) program(root node, snapLen uint32) ([]Instruction, error) {
	if value, known := decided(root); known && !value {
		return nil, errNoMatch
	}
	accept, reject := g.newLabel(), g.newLabel()
	root.generate(g, accept, reject)
	g.place(accept)
	g.emit(opReturn, snapLen)
	g.place(reject)
	g.emit(opReturn, 0)
	return assemble(g.steps, int(g.labels)+1)
}

// node is a condition: generate emits code that goes to yes or to no.
type node interface {
	generate(g *generator, yes, no label)
}

type (
	and   struct{ left, right node }
	or    struct{ left, right node }
	not   struct{ node }
	fixed bool
)

func (n and) generate(g *generator, yes, no label) {
	next := g.newLabel()
	n.left.generate(g, next, no)
	g.place(next)
	n.right.generate(g, yes, no)
}

func (n or) generate(g *generator, yes, no label) {
	next := g.newLabel()
	n.left.generate(g, yes, next)
	g.place(next)
	n.right.generate(g, yes, no)
}

func (n not) generate(g *generator, yes, no label) { n.node.generate(g, no, yes) }

func (n fixed) generate(g *generator, yes, no label) {
	if n {
		g.branch(opJump, 0, yes, yes)
	} else {
		g.branch(opJump, 0, no, no)
	}
}

// decided returns the value of a condition that is the same for every frame.
func decided(n node) (value, known bool) {
	switch n := n.(type) {
	case fixed:
		return bool(n), true
	case not:
		value, known = decided(n.node)
		return !value, known
	case and:
		left, leftKnown := decided(n.left)
		right, rightKnown := decided(n.right)
		return left && right, leftKnown && rightKnown || leftKnown && !left || rightKnown && !right
	case or:
		left, leftKnown := decided(n.left)
		right, rightKnown := decided(n.right)
		return left || right, leftKnown && rightKnown || leftKnown && left || rightKnown && right
	}
	return false, false
}

// all and anyOf join conditions; at least one is given.
func all(nodes ...node) node {
	n := nodes[0]
	for _, x := range nodes[1:] {
		n = and{n, x}
	}
	return n
}

func anyOf(nodes ...node) node {
	n := nodes[0]
	for _, x := range nodes[1:] {
		n = or{n, x}
	}
	return n
}

// base is what an offset counts from.
type base uint8

const (
	fromLink      base = iota // the first byte of the frame
	fromNetwork               // the network header
	fromTransport             // behind the IPv4 header, whose length is looked up
	fromKernel                // ancillary data
	frameLength               // not an offset: the length of the frame
)

// test compares up to four bytes of the frame with a constant.
type test struct {
	base base
	off  uint32
	size int    // 1, 2 or 4
	mask uint32 // 0 for none
	op   uint16 // opJumpEqualK, opJumpMoreK, opJumpAtK or opJumpSetK
	k    uint32
}

func (n test) generate(g *generator, yes, no label) {
	g.load(n.base, n.off, n.size)
	if n.mask != 0 {
		g.emit(opAndK, n.mask)
	}
	g.branch(n.op, n.k, yes, no)
}

// load loads size bytes into A; from the transport header it overwrites X.
func (g *generator) load(b base, off uint32, size int) {
	direct, indexed := uint16(opLoadByte), uint16(opLoadByteX)
	switch size {
	case 2:
		direct, indexed = opLoadHalf, opLoadHalfX
	case 4:
		direct, indexed = opLoadWord, opLoadWordX
	}
	switch b {
	case fromLink:
		g.emit(direct, off)
	case fromNetwork:
		g.emit(direct, g.link.len()+off)
	case fromTransport:
		g.emit(opLoadIHL, g.link.len())
		g.emit(indexed, g.link.len()+off)
	case fromKernel:
		g.emit(direct, off)
	case frameLength:
		g.emit(opLoadLen, 0)
	}
}

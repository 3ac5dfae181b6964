package lines

// Queue has commands that wait for their replies, in the order in which they
// were sent. The zero value is empty.
type Queue[T any] struct {
	list []T
	head int
}

// Len returns how many wait.
func (q *Queue[T]) Len() int { return len(q.list) - q.head }

// At returns the ith that waits, good until the next call of Add or Take.
func (q *Queue[T]) At(i int) *T { return &q.list[q.head+i] }

// Add appends a zero T and returns it, good until the next call of Add or Take.
func (q *Queue[T]) Add() *T {
	if q.head > 0 && len(q.list) == cap(q.list) {
		n := copy(q.list, q.list[q.head:])
		clear(q.list[n:])
		q.list, q.head = q.list[:n], 0
	}
	var zero T
	q.list = append(q.list, zero)
	return &q.list[len(q.list)-1]
}

// Take removes the first and returns it.
func (q *Queue[T]) Take() (first T) {
	first, q.list[q.head] = q.list[q.head], first
	if q.head++; q.head == len(q.list) {
		q.list, q.head = q.list[:0], 0
	}
	return first
}

// Remove removes the ith and returns it. Those near the front cost least.
func (q *Queue[T]) Remove(i int) T {
	waiting := q.list[q.head:]
	x := waiting[i]
	copy(waiting[1:i+1], waiting[:i])
	waiting[0] = x
	return q.Take()
}

// Drop removes the last.
func (q *Queue[T]) Drop() {
	var zero T
	last := len(q.list) - 1
	q.list[last] = zero
	if q.list = q.list[:last]; q.head == len(q.list) {
		q.list, q.head = q.list[:0], 0
	}
}

package app

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"

	"wuyou/kit/db"
)

// worded is what a command says of an error of the system.
type worded struct {
	words string
	cause error
}

func (w *worded) Error() string { return w.words }
func (w *worded) Unwrap() error { return w.cause }

// inWords says of a disk that takes nothing what is wrong and what to do; any other error is as it was.
func inWords(err error) error {
	is := func(kinds ...error) bool {
		return slices.ContainsFunc(kinds, func(k error) bool { return errors.Is(err, k) })
	}
	where, known := "", false
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		where, known = at.Path+" ", true
	}
	switch {
	case db.Full(err), known && is(syscall.ENOSPC, syscall.EDQUOT):
		return &worded{fmt.Sprintf("磁盘满了，%s写不下，没有做完。请腾出空间，或者换一个地方，再做一次", where), err}
	case known && is(syscall.EROFS):
		return &worded{fmt.Sprintf("%s在只读的磁盘上，不能写，没有做完。请换一个地方，再做一次", where), err}
	case known && is(syscall.EIO):
		return &worded{fmt.Sprintf("%s读写出错，磁盘可能坏了，没有做完。请检查磁盘，再做一次", where), err}
	}
	return err
}

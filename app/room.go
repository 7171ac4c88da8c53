package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"wuyou/kit/db"
	"wuyou/kit/host"
)

// worded is what a command says of an error of the system.
type worded struct {
	words string
	cause error
}

func (w *worded) Error() string { return w.words }
func (w *worded) Unwrap() error { return w.cause }

// inWords says of a disk that takes nothing what is wrong and what to do; any other error is as it was. place is where the database lies.
func inWords(err error, place string) error {
	is := func(kinds ...error) bool {
		return slices.ContainsFunc(kinds, func(k error) bool { return errors.Is(err, k) })
	}
	where, known := "", false
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		where, known = at.Path+" ", true
	} else if db.Full(err) {
		where = place + " "
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

// roomFor makes a folder of its own in the first of some folders that has so many bytes free and some to spare. Where none has, the
// failure says how much each has.
func roomFor(bytes int64, folders ...string) (string, error) {
	const million = 1 << 20
	var full []string
	for _, folder := range folders {
		if os.MkdirAll(folder, 0o700) != nil {
			continue // it is not writable
		}
		free, err := host.Free(folder)
		if err != nil {
			return "", err
		}
		if free < bytes+bytes/10+spare {
			full = append(full, fmt.Sprintf("%s 剩 %d MB", folder, free/million))
			continue
		}
		if made, err := os.MkdirTemp(folder, "backup-"); err == nil {
			return made, nil
		}
	}
	return "", fmt.Errorf("先要复制一份数据库，约 %d MB，没有地方放（%s）。请腾出空间，或者用环境变量 TMPDIR 指一个放得下的目录，再做一次", bytes/million+1, strings.Join(full, "；"))
}

// spare is what a copy leaves free on a disk on which the program also works, in bytes.
const spare = 32 << 20

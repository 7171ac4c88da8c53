package sheet

import (
	"bytes"
	"fmt"
	"io/fs"
)

// Rows does something with every row of a table among embedded files.
func Rows(files fs.FS, name string, do func(row []string) error) error {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	t, err := Read(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, row := range t.Rows {
		if err := do(row); err != nil {
			return fmt.Errorf("%s row %d: %w", name, i+2, err)
		}
	}
	return nil
}

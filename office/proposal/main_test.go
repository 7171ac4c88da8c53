package proposal_test

import (
	"os"
	"testing"

	"wuyou/kit/gm"
)

func TestMain(m *testing.M) {
	gm.CheapPasswords()
	os.Exit(m.Run())
}

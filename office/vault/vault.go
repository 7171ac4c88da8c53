// Package vault keeps the data keys of the installation (kit/gm) in its database, wrapped by the operator's
// master secret. So the database itself says whether the master is the right one, and the master is changed by
// wrapping a handful of keys anew, in one transaction, while every node serves: nodes hold the data keys and need
// the new master only when they start again.
package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
)

// Vault is the keys' place.
type Vault struct {
	DB   *db.DB
	Now  func() time.Time
	Keys *gm.Keys // what Open fills
}

// Master is the id of the master secret that the database was sealed with, "" for one that has no keys yet.
func (v Vault) Master(ctx context.Context) (string, error) { return master(ctx, v.DB) }

// errRaced is another node that made the keys in the same moment.
var errRaced = errors.New("vault: another node was first")

// Open takes the data keys into use. A database without keys gets them: fresh ones, or where a program without data
// keys has used it (before) those which that program derived from the masters. prove then opens something that
// was sealed with them.
func (v Vault) Open(ctx context.Context, masters []gm.Master, before bool, prove func(ctx context.Context, tx *db.DB) error) error {
	is, err := master(ctx, v.DB)
	if err != nil {
		return err
	}
	if is == "" {
		err := v.make(ctx, masters, before, prove)
		if !errors.Is(err, errRaced) {
			return err
		}
	}
	return v.Use(ctx, masters)
}

// Use takes those data keys into use that the database has; one without keys is db.ErrOlder.
func (v Vault) Use(ctx context.Context, masters []gm.Master) error {
	list, err := v.read(ctx, v.DB, masters)
	if err != nil {
		return err
	}
	return v.Keys.Use(list)
}

func (v Vault) make(ctx context.Context, masters []gm.Master, before bool, prove func(ctx context.Context, tx *db.DB) error) error {
	list := gm.Fresh(gm.AllPurposes()...)
	if before {
		list = gm.DerivedOf(masters)
	}
	if err := v.Keys.Use(list); err != nil {
		return err
	}
	return v.DB.Tx(ctx, func(tx *db.DB) error {
		first, err := begin(ctx, tx, masters[0].ID)
		if err == nil && !first {
			err = errRaced
		}
		if err != nil {
			return err
		}
		if err := prove(ctx, tx); err != nil {
			return fail.Conflict("主密钥不对：用给出的主密钥打不开这个数据库里的个人信息。请放回这个数据库原来的主密钥；不要生成新的（%v）", err)
		}
		for i, k := range list {
			if err := v.insert(ctx, tx, masters[0], int64(len(list)-i), k); err != nil {
				return err
			}
		}
		return nil
	})
}

func (v Vault) insert(ctx context.Context, tx *db.DB, m gm.Master, n int64, k gm.DataKey) error {
	return insertKey(ctx, tx, row{ID: k.ID, N: n, Purpose: k.Purpose, Wrapped: m.Wrap(k), CreatedAt: v.Now().UnixMilli()})
}

// read opens the data keys, of each purpose the newest first.
func (v Vault) read(ctx context.Context, d *db.DB, masters []gm.Master) (list []gm.DataKey, err error) {
	is, err := master(ctx, d)
	if err != nil {
		return nil, err
	}
	if is == "" {
		return nil, db.ErrOlder
	}
	i := slices.IndexFunc(masters, func(m gm.Master) bool { return m.ID == is })
	if i < 0 {
		return nil, fail.Conflict("主密钥不对：这个数据库要用核对码为 %s 的主密钥打开，给出的是 %s。请放回原来的主密钥；主密钥换过的，请把新的密钥文件拷到这个节点。"+
			"不要生成新的", is, names(masters))
	}
	kept, err := rows(ctx, d)
	if err != nil {
		return nil, err
	}
	for _, r := range kept {
		k, err := masters[i].Unwrap(gm.DataKey{ID: r.ID, Purpose: r.Purpose}, r.Wrapped)
		if err != nil {
			return nil, fail.Conflict("数据库里的数据密钥 %s 打不开，被改过或已损坏。请从备份恢复", r.ID)
		}
		list = append(list, k)
	}
	if err := new(gm.Keys).Use(list); errors.Is(err, gm.ErrNotWhole) {
		return nil, fail.Conflict("数据库里的数据密钥不全：data_keys 的记录少了。请从备份恢复")
	}
	return list, nil
}

// Secret is the newest key of a purpose in the clear, for whom the operator shares it with.
func (v Vault) Secret(ctx context.Context, masters []gm.Master, p gm.Purpose) ([]byte, error) {
	list, err := v.read(ctx, v.DB, masters)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(k gm.DataKey) bool { return k.Purpose == p })
	if i < 0 {
		return nil, fmt.Errorf("vault: no key for %s", p)
	}
	return list[i].Secret, nil
}

func names(masters []gm.Master) (s string) {
	for i, m := range masters {
		if i > 0 {
			s += "、"
		}
		s += m.ID
	}
	return s
}

// Rotate wraps the data keys by the first of the masters; one of the others must be that of the database. It is
// done whole or not at all, and may be done again. Nodes that serve go on.
func (v Vault) Rotate(ctx context.Context, masters []gm.Master) error {
	return v.DB.Tx(ctx, func(tx *db.DB) error {
		list, err := v.read(ctx, tx, masters)
		if err != nil {
			return err
		}
		is, err := master(ctx, tx)
		if err != nil {
			return err
		}
		still, err := change(ctx, tx, is, masters[0].ID)
		if err == nil && !still {
			err = fail.Conflict("另一个节点正在更换主密钥，请稍后再试")
		}
		if err != nil {
			return err
		}
		for _, k := range list {
			if err := setWrapped(ctx, tx, k.ID, masters[0].Wrap(k)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Replace draws a new key of a purpose that has one only, and has do write anew what hung on the old one, in the
// same transaction. No node may serve meanwhile: it would go on with the old key.
func (v Vault) Replace(ctx context.Context, masters []gm.Master, p gm.Purpose, do func(ctx context.Context, tx *db.DB) error) error {
	return v.DB.Tx(ctx, func(tx *db.DB) error {
		list, err := v.read(ctx, tx, masters)
		if err != nil {
			return err
		}
		fresh := gm.Fresh(p)[0]
		list = append(slices.DeleteFunc(list, func(k gm.DataKey) bool { return k.Purpose == p }), fresh)
		if err := v.Keys.Use(list); err != nil {
			return err
		}
		if err := deleteKeys(ctx, tx, p); err != nil {
			return err
		}
		is, err := master(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(masters, func(m gm.Master) bool { return m.ID == is })
		if err := v.insert(ctx, tx, masters[i], 1, fresh); err != nil {
			return err
		}
		return do(ctx, tx)
	})
}

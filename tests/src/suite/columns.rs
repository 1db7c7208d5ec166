//! Columns: add, drop, rename, and change one thing about them, with rows there.

use migratory::prelude::*;

use super::{Case, needs};

/// Products with a price in text, and a code that an index is on.
pub(super) fn products() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("products", |t| {
                t.id();
                t.string("code", 20).index();
                t.integer("stock").default(0);
                t.string("price", 20).optional();
            });
        })
        .rows([
            "INSERT INTO products (code, stock, price) VALUES ('ant', 3, '1.50'), ('bee', 0, '20')",
        ])
}

// ---- add

pub fn a_column_is_added_at_its_place() -> Case {
    Case::new()
        .needs(needs::COLUMN_POSITIONS)
        .before(super::tables::users)
        .rows(["INSERT INTO users (name) VALUES ('Ada')"])
        .change(|schema| {
            schema.alter_table("users", |t| {
                t.add_column("code", integer()).first().default(7);
                t.add_column("initial", string(1)).after("code").optional();
            });
        })
        .check(|db| {
            // This also makes a session of SQLite look at the schema again, before a query of all columns.
            assert_eq!(db.value("SELECT name FROM users WHERE code = 7"), "Ada");
            let rows = db.rows("SELECT * FROM users");
            assert_eq!(rows[0][..2], [Some("7".to_owned()), None]);
        })
}

pub fn adding_an_optional_column_keeps_the_rows() -> Case {
    products()
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.add_column("note", text()).optional();
            });
        })
        .check(|db| {
            assert_eq!(db.column("SELECT note FROM products"), ["NULL", "NULL"]);
            db.accepts("UPDATE products SET note = 'good' WHERE id = 2");
            assert_eq!(
                db.column("SELECT code FROM products ORDER BY id"),
                ["ant", "bee"]
            );
        })
        .check_back(|db| {
            db.refuses("SELECT note FROM products");
        })
}

pub fn adding_a_required_column_with_a_default_fills_the_rows() -> Case {
    products()
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.add_column("currency", string(3)).default("EUR");
                t.add_column("listed", boolean()).default(true);
            });
        })
        .check(|db| {
            assert_eq!(db.column("SELECT currency FROM products"), ["EUR", "EUR"]);
            assert_eq!(db.value("SELECT count(*) FROM products WHERE listed"), "2");
            db.refuses("UPDATE products SET currency = NULL");
        })
}

/// MySQL and MariaDB put a value of their own into the rows:
/// <https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html>.
pub fn adding_a_required_column_without_a_default_fails_on_rows() -> Case {
    Case::for_dialect(|dialect| {
        let case = products().change(|schema| {
            schema.alter_table("products", |t| {
                t.add_column("rank", integer());
            });
        });
        match dialect {
            Postgres | Sqlite => case.fails(),
            Mysql => case.check(|db| {
                assert_eq!(db.column("SELECT `rank` FROM products"), ["0", "0"]);
                db.refuses("INSERT INTO products (code) VALUES ('cow')");
            }),
        }
    })
}

pub fn adding_a_column_whose_default_is_computed_fills_the_rows() -> Case {
    products()
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.add_column("added_at", timestamp()).default(expr("now()"));
            });
        })
        .check(|db| {
            let filled = "SELECT count(*) FROM products WHERE added_at IS NOT NULL";
            assert_eq!(db.value(filled), "2");
        })
}

pub fn adding_a_column_that_exists_is_skipped_when_said() -> Case {
    products()
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.add_column("stock", text()).if_not_exists();
                t.add_column("note", text()).if_not_exists().optional();
            });
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT stock + 1 FROM products ORDER BY id"),
                ["4", "1"]
            )
        })
}

pub fn a_column_is_added_with_its_key_index_and_check() -> Case {
    products()
        .before(|schema| {
            schema.create_table("makers", |t| {
                t.id();
            });
        })
        .rows(["INSERT INTO makers (id) VALUES (1)"])
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.add_column("sku", string(20)).optional().unique();
                t.add_column("maker_id", big_integer())
                    .optional()
                    .references("makers", "id")
                    .on_delete(SetNull)
                    .index();
                t.add_column("weight", integer())
                    .default(1)
                    .check("weight > 0");
            });
        })
        .check(|db| {
            db.accepts("UPDATE products SET sku = 'S1', maker_id = 1, weight = 5 WHERE id = 1");
            db.refuses("UPDATE products SET sku = 'S1' WHERE id = 2");
            db.refuses("UPDATE products SET maker_id = 9 WHERE id = 2");
            db.refuses("UPDATE products SET weight = 0 WHERE id = 2");
            db.accepts("DELETE FROM makers");
            assert_eq!(
                db.value("SELECT maker_id FROM products WHERE id = 1"),
                "NULL"
            );
        })
}

// ---- drop

pub fn dropping_a_column_keeps_the_other_indexes() -> Case {
    products()
        .before(|schema| {
            schema.create_index("products", ["code", "stock"]).unique();
        })
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.drop_column("price");
            });
        })
        .loses_rows()
        .check(|db| {
            db.refuses("SELECT price FROM products");
            db.refuses("INSERT INTO products (code, stock) VALUES ('ant', 3)");
            db.accepts("INSERT INTO products (code, stock) VALUES ('ant', 4)");
        })
        .check_back(|db| assert_eq!(db.column("SELECT price FROM products"), ["NULL", "NULL"]))
}

pub fn dropping_a_column_with_cascade_takes_what_uses_it() -> Case {
    products()
        .before(|schema| {
            schema.add_unique("products", ["code", "stock"]);
            schema.add_check("products", "stock_is_not_negative", "stock >= 0");
        })
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.drop_column("stock").cascade();
            });
        })
        .loses_rows()
        .check(|db| {
            db.refuses("SELECT stock FROM products");
            db.accepts("INSERT INTO products (code) VALUES ('ant')");
        })
        .check_back(|db| {
            db.refuses("INSERT INTO products (code, stock) VALUES ('ant', 0)");
            db.refuses("INSERT INTO products (code, stock) VALUES ('cow', -1)");
        })
}

pub fn dropping_a_referenced_column_with_cascade_takes_the_foreign_key() -> Case {
    products()
        .before(|schema| {
            schema.add_unique("products", "code");
            schema.create_table("offers", |t| {
                t.id();
                t.string("product_code", 20).references("products", "code");
            });
        })
        .rows(["INSERT INTO offers (product_code) VALUES ('ant')"])
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.drop_column("code").cascade();
            });
        })
        .loses_rows()
        .down(|schema| {
            schema.alter_table("products", |t| {
                t.add_column("code", string(20)).optional();
            });
            schema.sql("UPDATE products SET code = CASE id WHEN 1 THEN 'ant' ELSE 'bee' END");
            schema.alter_table("products", |t| {
                t.set_not_null("code");
                t.add_unique("code");
                t.add_index("code");
            });
            schema
                .add_foreign_key("offers", "product_code")
                .references("products", "code");
        })
        .check(|db| {
            db.refuses("SELECT code FROM products");
            db.accepts("INSERT INTO offers (product_code) VALUES ('no such')");
        })
        .check_back(|db| {
            db.refuses("INSERT INTO offers (product_code) VALUES ('no such')");
        })
}

pub fn dropping_a_column_that_is_not_there_is_skipped_when_said() -> Case {
    products()
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.drop_column("no_such").if_exists();
                t.add_column("note", text()).optional();
            });
        })
        .may_lose_rows()
        .check(|db| {
            assert_eq!(
                db.column("SELECT code FROM products ORDER BY id"),
                ["ant", "bee"]
            )
        })
}

// ---- rename

pub fn renaming_a_column_keeps_values_and_what_uses_it() -> Case {
    products()
        .before(|schema| {
            schema.add_unique("products", ["code", "stock"]);
            schema.add_check("products", "stock_is_not_negative", "stock >= 0");
        })
        .change(|schema| {
            schema.alter_table("products", |t| t.rename_column("stock", "pieces"));
        })
        .check(|db| {
            db.refuses("SELECT stock FROM products");
            assert_eq!(
                db.column("SELECT pieces FROM products ORDER BY id"),
                ["3", "0"]
            );
            db.refuses("INSERT INTO products (code, pieces) VALUES ('cow', -1)");
            db.refuses("INSERT INTO products (code, pieces) VALUES ('ant', 3)");
            db.accepts("INSERT INTO products (code) VALUES ('cow')");
            assert_eq!(
                db.value("SELECT pieces FROM products WHERE code = 'cow'"),
                "0"
            );
        })
}

pub fn foreign_keys_follow_a_renamed_column() -> Case {
    products()
        .before(|schema| {
            schema.add_unique("products", "code");
            schema.create_table("offers", |t| {
                t.id();
                t.string("product_code", 20)
                    .references("products", "code")
                    .on_update(Cascade);
            });
        })
        .rows(["INSERT INTO offers (product_code) VALUES ('ant')"])
        .change(|schema| {
            schema.alter_table("products", |t| t.rename_column("code", "article"));
            schema.alter_table("offers", |t| t.rename_column("product_code", "article"));
        })
        .check(|db| {
            db.refuses("INSERT INTO offers (article) VALUES ('no such')");
            db.accepts("UPDATE products SET article = 'cat' WHERE id = 1");
            assert_eq!(db.column("SELECT article FROM offers"), ["cat"]);
        })
}

// ---- NULL

pub fn a_column_that_is_made_required_refuses_null() -> Case {
    products()
        .change(|schema| {
            schema.alter_table("products", |t| t.set_not_null("price"));
        })
        .check(|db| {
            db.refuses("INSERT INTO products (code) VALUES ('cow')");
            assert_eq!(
                db.column("SELECT price FROM products ORDER BY id"),
                ["1.50", "20"]
            );
        })
        .check_back(|db| db.accepts("INSERT INTO products (code) VALUES ('cow')"))
}

pub fn a_column_with_nulls_cannot_be_made_required() -> Case {
    products()
        .rows(["INSERT INTO products (code) VALUES ('cow')"])
        .change(|schema| {
            schema.alter_table("products", |t| t.set_not_null("price"));
        })
        .fails()
}

pub fn a_column_that_is_made_optional_takes_null() -> Case {
    products()
        .change(|schema| {
            schema.alter_table("products", |t| t.set_nullable("stock"));
        })
        .check(|db| {
            db.accepts("UPDATE products SET stock = NULL WHERE id = 1");
            db.accepts("INSERT INTO products (code) VALUES ('cow')");
            assert_eq!(
                db.value("SELECT stock FROM products WHERE code = 'cow'"),
                "0"
            );
        })
        .check_back(|db| {
            db.refuses("UPDATE products SET stock = NULL");
        })
}

// ---- defaults

pub fn a_default_of_each_kind_is_used() -> Case {
    Case::new()
        .is_rewritten()
        .change(|schema| {
            schema.create_table("samples", |t| {
                t.id();
                t.integer("negative").default(-5);
                t.big_integer("large").default(i64::MAX);
                t.string("quoted", 40).default("it's a \\ \"b\" % $1 ?");
                t.string("empty", 40).default("");
                t.text("lengthy").default("long text");
                t.boolean("yes").default(true);
                t.boolean("no").default(false);
                t.double("half").default(0.5);
                t.decimal("exact", 10, 2)
                    .default(Value::Decimal("12.50".into()));
                t.date("day")
                    .default(Value::Date("2026-02-03".parse().expect("a date")));
                t.timestamp("now").default(expr("now()"));
                t.local_timestamp("local_now")
                    .default(expr("current_timestamp"));
                t.string("computed", 10).default(expr("upper('ab')"));
                t.integer("absent").optional().default(None::<i32>);
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO samples (id) VALUES (1)");
            for (expression, expected) in [
                ("negative", "-5"),
                ("large", "9223372036854775807"),
                ("quoted", "it's a \\ \"b\" % $1 ?"),
                ("empty", ""),
                ("lengthy", "long text"),
                ("CASE WHEN yes THEN 1 ELSE 0 END", "1"),
                ("CASE WHEN no THEN 1 ELSE 0 END", "0"),
                ("half", "0.5"),
                ("CASE WHEN exact = 12.5 THEN 1 ELSE 0 END", "1"),
                ("day", "2026-02-03"),
                ("CASE WHEN now > '2020-01-01' THEN 1 ELSE 0 END", "1"),
                ("CASE WHEN local_now > '2020-01-01' THEN 1 ELSE 0 END", "1"),
                ("computed", "AB"),
                ("absent", "NULL"),
            ] {
                let sql = format!("SELECT {expression} FROM samples");
                assert_eq!(db.value(&sql), expected, "{expression}");
            }
        })
}

pub fn a_default_is_set_for_rows_to_come() -> Case {
    products()
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.set_default("stock", 9);
                t.set_default("price", "free");
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO products (code) VALUES ('cow')");
            let found = db.rows("SELECT stock, price FROM products ORDER BY id");
            let found: Vec<_> = found.into_iter().flatten().flatten().collect();
            assert_eq!(found, ["3", "1.50", "0", "20", "9", "free"]);
        })
}

pub fn a_dropped_default_is_no_longer_used() -> Case {
    products()
        .change(|schema| {
            schema.alter_table("products", |t| t.drop_default("stock"));
        })
        .check(|db| {
            db.refuses("INSERT INTO products (code) VALUES ('cow')");
            db.accepts("INSERT INTO products (code, stock) VALUES ('cow', 1)");
        })
        .check_back(|db| db.accepts("INSERT INTO products (code) VALUES ('cow')"))
}

// ---- types

pub fn a_wider_type_keeps_values_indexes_and_defaults() -> Case {
    products()
        .before(|schema| {
            schema.create_index("products", "stock");
        })
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.change_type("stock", big_integer());
                t.change_type("code", string(200));
            });
        })
        .check(|db| {
            db.accepts("UPDATE products SET stock = 5000000000 WHERE id = 2");
            assert_eq!(
                db.column("SELECT stock FROM products ORDER BY id"),
                ["3", "5000000000"]
            );
            db.accepts(
                "INSERT INTO products (code) VALUES ('a code of more than twenty characters')",
            );
        })
}

pub fn text_becomes_numbers_by_an_expression() -> Case {
    products()
        .needs(needs::CONVERSIONS)
        .change(|schema| {
            schema.alter_table("products", |t| {
                let cast = expr("price::numeric * 100")
                    .on(Mysql, "price * 100")
                    .on(Sqlite, "CAST(price AS REAL) * 100");
                t.change_type("price", integer()).using(cast);
            });
        })
        .down(|schema| {
            schema.alter_table("products", |t| {
                let cast = expr("CASE price WHEN 150 THEN '1.50' ELSE '20' END");
                t.change_type("price", string(20)).using(cast);
            });
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT price + 1 FROM products ORDER BY id"),
                ["151", "2001"]
            );
        })
}

pub fn a_conversion_by_an_expression_is_one_way() -> Case {
    products()
        .needs(needs::CONVERSIONS)
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.drop_default("stock");
                t.change_type("stock", text())
                    .using(expr("CASE WHEN stock > 0 THEN 'some' ELSE 'none' END"));
            });
        })
        .one_way()
        .check(|db| {
            assert_eq!(
                db.column("SELECT stock FROM products ORDER BY id"),
                ["some", "none"]
            )
        })
}

pub fn numbers_become_text_and_numbers_again() -> Case {
    products()
        .before(|schema| {
            schema.alter_table("products", |t| t.drop_default("stock"));
        })
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.change_type("stock", string(12));
            });
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT stock FROM products ORDER BY id"),
                ["3", "0"]
            );
            db.accepts("UPDATE products SET stock = 'many'");
        })
}

// ---- collations and comments

/// A collation to which case matters, or does not, by the name that it has on each database.
pub fn a_collation_decides_what_is_equal() -> Case {
    Case::for_dialect(|dialect| {
        let name = match dialect {
            Postgres => "C",
            Mysql => "utf8mb4_bin",
            Sqlite => "NOCASE",
        };
        Case::new()
            .change(move |schema| {
                schema.create_table("words", |t| {
                    t.id();
                    t.string("word", 20).collate(name);
                });
            })
            .check(move |db| {
                db.accepts("INSERT INTO words (word) VALUES ('b'), ('A'), ('a'), ('B')");
                let found = db.column("SELECT word FROM words ORDER BY word, id");
                let expected = if name == "NOCASE" { "AabB" } else { "ABab" };
                assert_eq!(found.concat(), expected);
            })
    })
}

pub fn a_collation_is_changed_with_rows() -> Case {
    Case::for_dialect(|dialect| {
        let name = match dialect {
            Postgres => "C",
            Mysql => "utf8mb4_bin",
            Sqlite => "NOCASE",
        };
        Case::new()
            .before(|schema| {
                schema.create_table("words", |t| {
                    t.id();
                    t.string("word", 20).index();
                });
            })
            .rows(["INSERT INTO words (word) VALUES ('b'), ('A'), ('a'), ('B')"])
            .change(move |schema| {
                schema.alter_table("words", |t| t.set_collation("word", name));
            })
            .check(move |db| {
                let found = db.column("SELECT word FROM words ORDER BY word, id");
                let expected = if name == "NOCASE" { "AabB" } else { "ABab" };
                assert_eq!(found.concat(), expected);
            })
    })
}

pub fn a_comment_on_a_column_is_kept_where_there_are_comments() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("users", |t| {
                t.id();
                t.string("name", 20).default("x").comment("what's \"it\"");
            });
        })
        .change(|schema| {
            schema.alter_table("users", |t| {
                t.comment_on_column("name", "how to \\ call 'em")
            });
        })
        .check(|db| assert_comment(db, "how to \\ call 'em"))
        .check_back(|db| assert_comment(db, "what's \"it\""))
}

fn assert_comment(db: &mut super::Session, expected: &str) {
    if db.can().comments {
        let comment = match db.dialect() {
            Postgres => "SELECT col_description('users'::regclass, 2)",
            Mysql | Sqlite => {
                "SELECT column_comment FROM information_schema.columns \
                 WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name = 'name'"
            }
        };
        assert_eq!(db.value(comment), expected);
    }
    db.accepts("INSERT INTO users (id) VALUES (1)");
    assert_eq!(db.value("SELECT name FROM users"), "x");
}

//! Column types: values go in and come out as they were, by SQL and by `Db`.

use std::fmt::Debug;

use migration_core::schema::RangeKind;
use migratory::FromValue;
use migratory::prelude::*;

use super::{Case, needs, session::Session};

/// A table `samples` of these columns, and a data migration that writes these values by `Db` and reads them back.
fn samples(describe: fn(&mut TableBuilder), values: Vec<(&'static str, Value)>) -> Case {
    let case = Case::new().change(move |schema| {
        schema.create_table("samples", |t| {
            t.id();
            describe(t);
        });
    });
    if values.is_empty() {
        return case;
    }
    case.data(RoundTrip(values))
}

struct RoundTrip(Vec<(&'static str, Value)>);

#[async_trait]
impl DataMigration for RoundTrip {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        let pairs = self.0.iter();
        let row = Row::from_pairs(pairs.map(|(name, value)| (name.to_string(), value.clone())));
        db.insert("samples", row.clone()).await?;
        // So many that they go the way of many rows.
        db.insert_many("samples", vec![row; 12]).await?;
        for (name, written) in &self.0 {
            let rows = db
                .query(format!("SELECT {name} FROM samples"))
                .fetch_all()
                .await?;
            assert_eq!(rows.len(), 13);
            for row in rows {
                assert_same(name, written, &row)?;
            }
        }
        Ok(())
    }

    async fn down(&self, db: &mut Db<'_>) -> Result<()> {
        assert_eq!(db.execute("DELETE FROM samples").await?, 13);
        Ok(())
    }

    fn has_down(&self) -> bool {
        true
    }
}

/// Whether what is read, in the type that was written, is what was written.
fn assert_same(name: &str, written: &Value, row: &Row) -> Result<()> {
    fn same<T: FromValue + PartialEq + Debug>(name: &str, written: &T, row: &Row) -> Result<()> {
        assert_eq!(row.at::<T>(0)?, *written, "{name}");
        Ok(())
    }
    match written {
        Value::Bool(v) => same(name, v, row),
        Value::Int(v) => same(name, v, row),
        Value::Float(v) => same(name, v, row),
        Value::Decimal(v) => same(name, &v.parse::<f64>().expect("a number"), row),
        Value::Text(v) => same(name, v, row),
        Value::Bytes(v) => same(name, v, row),
        Value::Uuid(v) => same(name, v, row),
        Value::Date(v) => same(name, v, row),
        Value::Time(v) => same(name, v, row),
        Value::Timestamp(v) => same(name, v, row),
        Value::LocalTimestamp(v) => same(name, v, row),
        other => same(name, other, row),
    }
}

/// Inserts a row and reads it as text.
#[track_caller]
fn assert_reads(db: &mut Session, insert: &str, read: &[(&str, &str)]) {
    db.accepts(&format!("INSERT INTO samples {insert}"));
    for (expression, expected) in read {
        let found = db.value(&format!("SELECT {expression} FROM samples"));
        assert_eq!(found, *expected, "{expression}");
    }
}

pub fn whole_numbers_hold_their_extremes() -> Case {
    samples(
        |t| {
            t.small_integer("small");
            t.integer("plain");
            t.big_integer("large");
            t.big_integer("absent").optional();
        },
        vec![
            ("small", i16::MIN.into()),
            ("plain", i32::MAX.into()),
            ("large", i64::MIN.into()),
            ("absent", Value::Null),
        ],
    )
    .check(|db| {
        assert_reads(
            db,
            "(small, plain, large) VALUES (32767, -2147483648, 9223372036854775807)",
            &[
                ("small", "32767"),
                ("plain", "-2147483648"),
                ("large", "9223372036854775807"),
                ("absent", "NULL"),
            ],
        );
        db.refuses("INSERT INTO samples (small, plain) VALUES (1, 1)");
    })
}

pub fn exact_numbers_keep_their_digits() -> Case {
    samples(
        |t| {
            t.decimal("price", 12, 2);
            t.numeric("loose");
        },
        vec![
            ("price", Value::Decimal("1234567890.25".into())),
            ("loose", Value::Decimal("-0.125".into())),
        ],
    )
    .check(|db| {
        db.accepts("INSERT INTO samples (price, loose) VALUES (19.99, 100.5), (9.99, 2)");
        assert_eq!(
            db.value("SELECT count(*) FROM samples WHERE price > 10 AND loose = 100.5"),
            "1"
        );
    })
}

pub fn floats_come_back_as_they_were() -> Case {
    samples(
        |t| {
            t.float("narrow");
            t.double("wide");
        },
        vec![
            ("narrow", Value::Float(0.25)),
            ("wide", Value::Float(1.0e-300)),
        ],
    )
    .check(|db| {
        assert_reads(
            db,
            "(narrow, wide) VALUES (1.5, 0.1)",
            &[("narrow", "1.5"), ("wide", "0.1")],
        );
    })
}

pub fn booleans_are_true_false_or_null() -> Case {
    samples(
        |t| {
            t.boolean("yes");
            t.boolean("no");
            t.boolean("maybe").optional();
        },
        vec![
            ("yes", true.into()),
            ("no", false.into()),
            ("maybe", Value::Null),
        ],
    )
    .check(|db| {
        db.accepts("INSERT INTO samples (yes, no) VALUES (true, false)");
        assert_eq!(
            db.value("SELECT count(*) FROM samples WHERE yes AND NOT no"),
            "1"
        );
    })
}

pub fn text_of_any_alphabet_comes_back() -> Case {
    let poem = "naïve \u{1F600} 'quoted' \"too\" \\ % $1 ? line\nbreak\ttab";
    samples(
        |t| {
            t.char("code", 3);
            t.string("title", 60);
            t.text("body");
            t.string("empty", 5);
        },
        vec![
            ("code", "abc".into()),
            ("title", poem.into()),
            ("body", poem.repeat(500).into()),
            ("empty", "".into()),
        ],
    )
    .check(|db| {
        assert_reads(
            db,
            "(code, title, body, empty) VALUES ('xyz', 'Grüße', 'αβγ', '')",
            &[
                ("code", "xyz"),
                ("title", "Grüße"),
                ("body", "αβγ"),
                ("empty", ""),
            ],
        );
    })
}

/// On PostgreSQL by the extension of that name.
pub fn text_without_case_is_equal_without_case() -> Case {
    samples(
        |t| {
            t.citext("email").optional();
        },
        vec![("email", "Ada@Example.com".into())],
    )
    .before(|schema| {
        schema
            .sql("CREATE EXTENSION citext")
            .down("DROP EXTENSION citext")
            .on(Postgres);
    })
    .check(|db| {
        db.accepts("INSERT INTO samples (email) VALUES ('Ada@Example.com'), ('Bob')");
        let found = db.column("SELECT email FROM samples WHERE email = 'ada@example.COM'");
        assert_eq!(found, ["Ada@Example.com"]);
    })
}

pub fn bytes_of_any_value_come_back() -> Case {
    let all: Vec<u8> = (0..=255).collect();
    samples(
        |t| {
            t.binary("content");
            t.binary("absent").optional();
        },
        vec![("content", all.repeat(10).into()), ("absent", Value::Null)],
    )
    .check(|db| {
        let (literal, length) = match db.dialect() {
            Postgres => ("'\\x00ff27'", "octet_length(content)"),
            Mysql => ("X'00ff27'", "octet_length(content)"),
            Sqlite => ("X'00ff27'", "length(content)"),
        };
        assert_reads(
            db,
            &format!("(content) VALUES ({literal})"),
            &[(length, "3")],
        );
    })
}

pub fn uuids_come_back() -> Case {
    let uuid = [
        0x12, 0x34, 0, 0xff, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ];
    samples(
        |t| {
            t.uuid("uid");
            t.uuid("absent").optional();
        },
        vec![("uid", Value::Uuid(uuid)), ("absent", Value::Null)],
    )
    .check(|db| {
        let literal = match db.dialect() {
            Mysql => "X'123400ff0405060708090a0b0c0d0e0f'",
            Postgres | Sqlite => "'123400ff-0405-0607-0809-0a0b0c0d0e0f'",
        };
        db.accepts(&format!("INSERT INTO samples (uid) VALUES ({literal})"));
        let found = format!("SELECT count(*) FROM samples WHERE uid = {literal}");
        assert_eq!(db.value(&found), "1");
    })
}

pub fn dates_and_times_keep_their_parts() -> Case {
    samples(
        |t| {
            t.date("day");
            t.time("at_time");
            t.date("absent").optional();
        },
        vec![
            ("day", Value::Date("2024-02-29".parse().expect("a date"))),
            (
                "at_time",
                Value::Time("23:59:58.123456".parse().expect("a time")),
            ),
            ("absent", Value::Null),
        ],
    )
    .check(|db| {
        db.accepts("INSERT INTO samples (day, at_time) VALUES ('2026-01-02', '03:04:05')");
        assert_eq!(db.value("SELECT day FROM samples"), "2026-01-02");
        assert!(
            db.value("SELECT at_time FROM samples")
                .starts_with("03:04:05")
        );
    })
}

/// To the microsecond, and points in time in UTC.
pub fn points_in_time_keep_their_microseconds() -> Case {
    samples(
        |t| {
            t.timestamp("happened");
            t.local_timestamp("planned");
            t.timestamp("absent").optional();
        },
        vec![
            (
                "happened",
                Value::Timestamp("2026-03-29T01:30:00.123456Z".parse().expect("a point in time")),
            ),
            (
                "planned",
                Value::LocalTimestamp("1066-10-14T09:00:00.000001".parse().expect("a date and time")),
            ),
            ("absent", Value::Null),
        ],
    )
    .check(|db| {
        db.accepts("INSERT INTO samples (happened, planned) VALUES ('2026-01-02 03:04:05', '2026-01-02 03:04:05')");
        for column in ["happened", "planned"] {
            let read = db.value(&format!("SELECT {column} FROM samples"));
            assert!(read.starts_with("2026-01-02 03:04:05"), "{read}");
        }
    })
}

pub fn intervals_are_spans_of_time() -> Case {
    samples(
        |t| {
            t.interval("span");
        },
        vec![],
    )
    .needs(needs::INTERVALS)
    .check(|db| {
        db.accepts("INSERT INTO samples (span) VALUES ('P1DT2H')");
        assert_eq!(db.value("SELECT count(span) FROM samples"), "1");
    })
}

pub fn json_is_kept_and_can_be_looked_into() -> Case {
    samples(
        |t| {
            t.json("loose");
            t.jsonb("tight");
            t.jsonb("absent").optional();
        },
        vec![
            ("loose", r#"{"a": "it's \"ü\" \\ n"}"#.into()),
            ("tight", r#"{"a": [1, 2, null]}"#.into()),
            ("absent", Value::Null),
        ],
    )
    .check(|db| {
        db.accepts(r#"INSERT INTO samples (loose, tight) VALUES ('{"a": 1}', '{"b": [7, 8]}')"#);
        let inside = match db.dialect() {
            Postgres => "tight -> 'b' ->> 1",
            Mysql | Sqlite => "json_extract(tight, '$.b[1]')",
        };
        assert_eq!(db.value(&format!("SELECT {inside} FROM samples")), "8");
    })
}

pub fn addresses_come_back() -> Case {
    samples(
        |t| {
            t.inet("host");
            t.cidr("network");
            t.macaddr("card");
        },
        vec![
            ("host", "10.0.0.1".into()),
            ("network", "2001:db8::/32".into()),
            ("card", "08:00:2b:01:02:03".into()),
        ],
    )
    .check(|db| {
        assert_reads(
            db,
            "(host, network, card) VALUES ('2001:db8::1', '10.1.0.0/16', '08:00:2b:01:02:03')",
            &[
                ("host", "2001:db8::1"),
                ("network", "10.1.0.0/16"),
                ("card", "08:00:2b:01:02:03"),
            ],
        );
    })
}

pub fn bits_of_a_fixed_length_come_back() -> Case {
    samples(
        |t| {
            t.bit("flags", 5);
        },
        vec![],
    )
    .check(|db| {
        let (literal, read) = match db.dialect() {
            Postgres => ("B'10110'", "flags::text"),
            Mysql => ("B'10110'", "bin(flags)"),
            Sqlite => ("'10110'", "flags"),
        };
        assert_reads(
            db,
            &format!("(flags) VALUES ({literal})"),
            &[(read, "10110")],
        );
    })
}

pub fn bits_of_varying_length_come_back() -> Case {
    samples(
        |t| {
            t.varbit("flags", 8);
        },
        vec![],
    )
    .needs(needs::VARYING_BITS)
    .check(|db| {
        let literal = match db.dialect() {
            Postgres => "B'101'",
            Mysql | Sqlite => "'101'",
        };
        assert_reads(
            db,
            &format!("(flags) VALUES ({literal})"),
            &[("flags", "101")],
        );
    })
}

pub fn text_search_documents_are_searched() -> Case {
    samples(
        |t| {
            t.tsvector("words");
        },
        vec![],
    )
    .needs(needs::TEXT_SEARCH)
    .check(|db| {
        db.accepts("INSERT INTO samples (words) VALUES (to_tsvector('english', 'running cats'))");
        let found =
            "SELECT count(*) FROM samples WHERE words @@ to_tsquery('english', 'cat & run')";
        assert_eq!(db.value(found), "1");
    })
}

pub fn ranges_know_what_they_contain() -> Case {
    samples(
        |t| {
            t.range("numbers", RangeKind::Integer);
            t.range("large", RangeKind::BigInteger);
            t.range("exact", RangeKind::Decimal);
            t.range("period", RangeKind::Timestamp);
            t.range("local", RangeKind::LocalTimestamp);
            t.range("days", RangeKind::Date);
        },
        vec![],
    )
    .needs(needs::RANGES)
    .check(|db| {
        db.accepts(
            "INSERT INTO samples (numbers, large, exact, period, local, days) VALUES ('[1,5)', '[1,5000000000]', \
             '[0.5,1.5]', '[2026-01-01,2026-02-01)', '[2026-01-01,2026-02-01)', '[2026-01-01,2026-02-01)')",
        );
        let found = "SELECT count(*) FROM samples WHERE numbers @> 4 AND NOT numbers @> 5 AND days @> date '2026-01-31'";
        assert_eq!(db.value(found), "1");
    })
}

pub fn arrays_hold_their_elements_in_order() -> Case {
    samples(
        |t| {
            t.array("numbers", integer()).default(expr("'{}'"));
            t.array("words", text());
            t.array("codes", string(5)).optional();
        },
        vec![
            ("numbers", "{1,NULL,3}".into()),
            ("words", "{b,\"a, c\"}".into()),
            ("codes", Value::Null),
        ],
    )
    .needs(needs::ARRAYS)
    .check(|db| {
        assert_reads(
            db,
            "(words) VALUES (ARRAY['b', 'a, c', NULL])",
            &[
                ("words[2]", "a, c"),
                ("cardinality(words)", "3"),
                ("numbers", "{}"),
                ("codes", "NULL"),
            ],
        );
    })
}

/// A type by the database's own name.
pub fn a_custom_type_is_taken_as_it_is() -> Case {
    Case::for_dialect(|dialect| {
        let name = match dialect {
            Postgres => "money",
            Mysql => "year",
            Sqlite => "NUMERIC",
        };
        Case::new()
            .is_rewritten()
            .change(move |schema| {
                schema.create_table("samples", |t| {
                    t.id();
                    t.custom("own", name);
                });
            })
            .check(|db| {
                db.accepts("INSERT INTO samples (own) VALUES ('2026')");
                let read = db.value("SELECT own FROM samples");
                assert_eq!(
                    read.replace(['$', ',', ' '], "").trim_end_matches(".00"),
                    "2026"
                );
            })
    })
}

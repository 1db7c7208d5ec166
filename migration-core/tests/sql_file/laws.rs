//! Laws: the pieces of any text are the text; nothing is cut inside quotes; how a text is read changes nothing.

use std::io::{self, Read};

use migration_core::dialect::Dialect::{self, Mysql, Postgres, Sqlite};
use migration_core::sql_file::{PieceKind, Position, Splitter, Statement, Statements};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// A reader that gives a few bytes at a time.
struct Drip<'t> {
    text: &'t [u8],
    sizes: Vec<usize>,
    turn: usize,
}

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.turn % self.sizes.len()];
        self.turn += 1;
        let len = size.min(buffer.len()).min(self.text.len());
        buffer[..len].copy_from_slice(&self.text[..len]);
        self.text = &self.text[len..];
        Ok(len)
    }
}

/// Reads everything, and the rows of each COPY as one text.
fn read_all(reader: impl Read, dialect: Dialect) -> Vec<(Statement, Vec<u8>)> {
    let mut statements = Statements::new(reader, 1, dialect);
    let mut found = Vec::new();
    while let Some(statement) = statements.next_statement().expect("it is read") {
        let mut rows = Vec::new();
        if statement.kind == PieceKind::CopyIn {
            while let Some(more) = statements.rows().expect("they are read") {
                rows.extend(more);
            }
        }
        found.push((statement, rows));
    }
    found
}

fn dialects() -> impl Strategy<Value = Dialect> {
    prop_oneof![Just(Postgres), Just(Mysql), Just(Sqlite)]
}

/// Text in which quotes, comments, bodies and delimiters collide.
fn soup() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        prop::sample::select(vec![
            "'",
            "\"",
            "`",
            "[",
            "]",
            "$",
            "$$",
            "$a$",
            "--",
            "-- ",
            "/*",
            "*/",
            "/*!",
            "#",
            "\\",
            "\\.",
            ";",
            ";",
            "(",
            ")",
            "\n",
            " ",
            ",",
            ":",
            "E'",
            "1",
            "é",
            "𝄞",
            "BEGIN",
            "END",
            "CASE",
            "IF",
            "LOOP",
            "CREATE",
            "FUNCTION",
            "TRIGGER",
            "PROCEDURE",
            "ATOMIC",
            "COPY t FROM stdin",
            "DELIMITER //\n",
            "//",
            "ROW",
            "THEN",
            "a"
        ])
        .prop_map(str::to_owned),
        "[a-z]{1,3} ",
    ];
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

/// A statement of the dialect, full of what could mislead, without a semicolon of its own at the end.
fn statement(dialect: Dialect) -> impl Strategy<Value = String> {
    let mut parts = vec![
        "SELECT 1",
        "a_b",
        "'x;y'",
        "''';'",
        "'é;'",
        "(1, 2)",
        "5 - 3",
        "/* c;' */",
        "x = 1",
    ];
    parts.extend(match dialect {
        Postgres => vec![
            "$$ ; ' $$",
            "$t$ $$;$$ $t$",
            r"E'\';'",
            "\"n;'\"",
            "/* a /* ; */ ' */",
            "-- ;'\n",
            "a$1$",
            "('--')",
            "'\\'",
        ],
        Mysql => vec![
            "'\\';'",
            "\"\\\";'\"",
            "`n;'`",
            "# ;'\n",
            "-- ;'\n",
            "--1",
            "/*! 1 */",
            "'--'",
        ],
        Sqlite => vec!["[n;'']", "`n;'`", "\"n;'\"", "-- ;'\n", "'\\'", "\"--\""],
    });
    let part = prop::sample::select(parts);
    prop::collection::vec(part, 1..8).prop_map(|parts| format!("SELECT {} z", parts.join(" ")))
}

proptest! {
    // The same each time, so that what passed passes again; `PROPTEST_RNG_SEED` looks at others.
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        rng_seed: match ProptestConfig::default().rng_seed {
            RngSeed::Random => RngSeed::Fixed(20_261_127),
            seed @ RngSeed::Fixed(_) => seed,
        },
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_pieces_of_any_text_are_the_text(dialect in dialects(), text in soup()) {
        let mut splitter = Splitter::new(dialect);
        let mut rest = text.as_str();
        while let Some(piece) = splitter.next(rest, true) {
            prop_assert!(!piece.text.is_empty());
            prop_assert!(piece.sql.end <= piece.text.len());
            rest = rest.strip_prefix(piece.text).unwrap();
        }
        prop_assert_eq!(rest, "");
    }

    #[test]
    fn how_a_text_is_read_changes_nothing(
        dialect in dialects(), text in soup(), sizes in prop::collection::vec(1usize..9, 1..4),
    ) {
        let whole = read_all(text.as_bytes(), dialect);
        let dripped = read_all(Drip { text: text.as_bytes(), sizes, turn: 0 }, dialect);
        prop_assert_eq!(whole, dripped);
    }

    #[test]
    fn statements_come_back_as_they_went_in(
        (dialect, statements) in dialects().prop_flat_map(|dialect| {
            (Just(dialect), prop::collection::vec(statement(dialect), 0..6))
        }),
    ) {
        let mut text = String::new();
        let mut expected = Vec::new();
        for statement in &statements {
            text.push_str("\n-- before; 'it\n");
            expected.push((statement.clone(), Position::line(1).after(&text)));
            text.push_str(statement);
            text.push_str(" -- behind; \"it\n;");
        }
        let found = read_all(text.as_bytes(), dialect);
        let found: Vec<_> = found.into_iter().map(|(found, _)| (found.sql, found.at)).collect();
        prop_assert_eq!(found, expected);
    }
}

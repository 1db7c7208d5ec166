//! Whatever is typed: a mistake that is told, or source that rustfmt has nothing to change about and operations that have
//! SQL, or a reason why not.

use std::io::Write as _;
use std::process::{Command, Stdio};

use migration_core::migration::Phase;

use super::known::Known;
use super::name::Name;
use super::{field, infer, replay, shown, write};

/// What rustfmt makes of a text.
fn rustfmt(source: &str) -> String {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = rustfmt.stdin.take().unwrap();
    stdin.write_all(source.as_bytes()).unwrap();
    drop(stdin);
    let output = rustfmt.wait_with_output().unwrap();
    assert!(output.status.success(), "{source}");
    String::from_utf8(output.stdout).unwrap()
}

/// Numbers without order that are the same each time (<https://en.wikipedia.org/wiki/Linear_congruential_generator>).
struct Dice(u64);

impl Dice {
    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let multiplied = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = multiplied.wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(self.0 >> 33).unwrap() % words.len();
        words[at]
    }
}

const VERBS: &[&str] = &[
    "create_",
    "drop_",
    "add_",
    "remove_",
    "rename_",
    "change_",
    "backfill_",
    "create_join_",
    "Create",
    "tidy_",
    "",
];
const WORDS: &[&str] = &[
    "posts",
    "title",
    "index",
    "author_ref",
    "unique",
    "a",
    "to",
    "foreign_key",
    "_",
    "x_table",
    "unique_index",
    "join",
    "a_word_that_is_so_long_that_two_of_them_fill_a_line",
];
const BETWEEN: &[&str] = &["_to_", "_from_", "_in_", "_and_", "_", "__", "_on_", ""];
const NAMES: &[&str] = &[
    "title",
    "author",
    "author_id",
    "id",
    "timestamps",
    "created_at",
    "order",
    "é",
    "1st",
    "",
    "a_column_whose_name_alone_is_so_long_that_it_needs_a_line",
];
const TYPES: &[&str] = &[
    "",
    ":",
    ":string",
    ":string{40}",
    ":decimal{10,2}",
    ":text[]",
    ":references",
    ":references{posts}",
    ":enum{a,b}",
    ":enum{waiting_for_review,published,withdrawn,archived,removed}",
    ":int",
    ":uuid",
    ":custom{a\"b}",
    ":vector{3}[]",
    ":nothing",
    ":int{",
    ":}",
    ":daterange",
    ":timestamp",
];
const MARKS: &[&str] = &["", "", "!", "?", "!?"];
const MODIFIERS: &[&str] = &[
    "",
    "",
    ":unique",
    ":index",
    ":pk",
    ":auto_increment",
    ":default=0",
    ":default=now",
    ":default=it's \"a\" \\ \u{1}",
    ":default=a text that is so long that it does not fit beside what is said before it",
    ":cascade",
    ":comment=",
    ":check=a > 0",
    ":on_delete=set_null",
    ":default",
    ":=",
    ":optional:unique:index",
];

#[test]
fn whatever_is_typed_is_a_mistake_or_a_migration() {
    let mut dice = Dice(7);
    let (mut source, mut made, mut refused) = (String::new(), 0, 0);
    for _ in 0..2000 {
        let typed = [
            dice.of(VERBS),
            dice.of(WORDS),
            dice.of(BETWEEN),
            dice.of(WORDS),
        ];
        let mut fields = Vec::new();
        while fields.len() < 4 && dice.of(&["more", "more", "no"]) == "more" {
            let field = [
                dice.of(NAMES),
                dice.of(TYPES),
                dice.of(MARKS),
                dice.of(MODIFIERS),
                dice.of(MODIFIERS),
            ];
            fields.push(field.concat());
        }
        let known = Known::nothing();
        let inferred = Name::read(&typed.concat()).and_then(|name| {
            let fields = field::read_all(&fields)?;
            let intent = name.intent(&|table| known.has_table(table));
            Ok((name, infer::infer(&intent, &fields, &known)?))
        });
        match inferred {
            Ok((name, inferred)) => {
                let text = write::migration(&name.camel, Phase::PreDeploy, &inferred.statements);
                // One file: rustfmt does not mind that names come again.
                if made > 0 {
                    source.push('\n');
                }
                source.push_str(&text);
                let recorded = replay::record(&inferred.statements);
                let sql = shown::sql("m", &recorded, &known);
                assert!(recorded.is_empty() || sql.starts_with("-- "), "{sql}");
                made += 1;
            }
            Err(mistake) => {
                assert!(!mistake.what.is_empty() && !mistake.next.is_empty());
                refused += 1;
            }
        }
    }
    assert!(
        made > 200 && refused > 200,
        "{made} made, {refused} refused"
    );
    let formatted = rustfmt(&source);
    for (at, (ours, theirs)) in source.lines().zip(formatted.lines()).enumerate() {
        let around: Vec<&str> = source.lines().skip(at.saturating_sub(3)).take(7).collect();
        assert_eq!(ours, theirs, "in\n{}", around.join("\n"));
    }
    assert_eq!(source.len(), formatted.len());
}

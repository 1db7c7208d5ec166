//! Many migrations as one: what counts where, and the proof that they are equal.

mod common;

use common::{error, history, up};
use migration_core::builder::Schema;
use migration_core::dialect::Target;
use migration_core::migration::{Meta, MigrationId, Phase};
use migration_core::operation::Operation;
use migration_core::plan::check;
use migration_core::registry::{Body, History};
use migration_core::replay::replay;
use migration_core::squash::{prove, squash};
use migration_core::{ErrorKind, Problem, row};

fn users(schema: &mut Schema) {
    schema.create_table("users", |t| {
        t.id();
    });
}

fn with_email(schema: &mut Schema) {
    schema.alter_table("users", |t| {
        t.add_column("email", migration_core::builder::string(200))
            .unique();
    });
}

fn both(schema: &mut Schema) {
    schema.create_table("users", |t| {
        t.id();
        t.string("email", 200).unique();
    });
}

/// The same in the place of others.
fn instead((meta, body): (Meta, Body), of: &'static [&'static str]) -> (Meta, Body) {
    (meta.replaces(of), body)
}

fn names(history: &History) -> Vec<&str> {
    let names = history.entries().iter().map(|entry| entry.id.name.as_str());
    names.collect()
}

fn ids(names: &[&str]) -> Vec<MigrationId> {
    let id = |name: &&str| MigrationId::new(*name, Phase::PreDeploy);
    names.iter().map(id).collect()
}

fn shop() -> History {
    history(vec![
        up("1_a", users),
        up("2_b", with_email),
        instead(up("3_s", both), &["1_a", "2_b"]),
        up("4_c", |schema| {
            schema.create_index("users", "email");
        }),
    ])
}

#[test]
fn a_history_has_the_squash_or_what_it_replaces() {
    let history = shop();
    assert_eq!(names(&history), ["3_s", "4_c"]);
    assert!(replay(&history).is_ok());
    let standing = |applied: &[&str]| history.standing(&ids(applied), &[]).unwrap();
    for (applied, counts, covers) in [
        (&[][..], &["3_s", "4_c"][..], false),
        (&["3_s"], &["3_s", "4_c"], false),
        (&["1_a", "2_b"], &["3_s", "4_c"], true),
        (&["1_a"], &["1_a", "2_b", "4_c"], false),
        (&["2_b", "4_c"], &["1_a", "2_b", "4_c"], false),
        (&["1_a", "3_s"], &["3_s", "4_c"], true),
    ] {
        let standing = standing(applied);
        assert_eq!(names(&standing.history), counts, "{applied:?}");
        assert_eq!(!standing.covers.is_empty(), covers, "{applied:?}");
        assert!(standing.problems.is_empty());
    }
    let begun = history.standing(&[], &ids(&["1_a"])).unwrap();
    assert_eq!(names(&begun.history), ["1_a", "2_b", "4_c"]);
    assert!(
        common::history(vec![up("1_a", users)])
            .standing(&[], &[])
            .is_none()
    );
}

#[test]
fn a_squash_takes_the_place_of_the_last_that_nothing_later_came_before() {
    let history = shop();
    let place = |applied: &[&str]| {
        let standing = history.standing(&ids(applied), &[]).unwrap();
        standing.covers[0].place.name.clone()
    };
    assert_eq!(place(&["1_a", "2_b", "4_c"]), "2_b");
    assert_eq!(place(&["1_a", "4_c", "2_b"]), "1_a");
    assert_eq!(place(&["4_c", "1_a", "2_b"]), "2_b");
    assert_eq!(place(&["1_a", "3_s"]), "3_s");
}

#[test]
fn what_is_applied_in_part_and_gone_is_named() {
    let gone = history(vec![
        up("1_a", users),
        instead(up("3_s", both), &["1_a", "2_b"]),
    ]);
    let standing = gone.standing(&ids(&["1_a"]), &[]).unwrap();
    assert_eq!(names(&standing.history), ["1_a", "3_s"]);
    assert_eq!(
        standing.problems[0].message,
        r#""3_s" replaces migrations of which this database has some and not all: applied "1_a"; not applied "2_b"; no longer in this program "2_b""#
    );
    assert!(standing.problems[0].at.is_some());
    let all = gone.standing(&ids(&["1_a", "2_b"]), &[]).unwrap();
    assert_eq!((names(&all.history), all.covers.len()), (vec!["3_s"], 1));
}

#[test]
fn a_squash_may_replace_a_squash() {
    let history = history(vec![
        up("1_a", users),
        up("2_b", with_email),
        instead(up("3_s", both), &["1_a", "2_b"]),
        up("4_c", |schema| {
            schema.create_index("users", "email");
        }),
        instead(
            up("5_t", |schema| {
                both(schema);
                schema.create_index("users", "email");
            }),
            &["3_s", "4_c"],
        ),
    ]);
    assert_eq!(names(&history), ["5_t"]);
    let standing = |applied: &[&str]| {
        let standing = history.standing(&ids(applied), &[]).unwrap();
        let names = names(&standing.history).join(" ");
        let covers = standing
            .covers
            .iter()
            .map(|cover| cover.squash.name.clone());
        (names, covers.collect::<Vec<_>>().join(" "))
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(standing(&["3_s", "4_c"]), pair("5_t", "5_t"));
    assert_eq!(standing(&["1_a", "2_b", "4_c"]), pair("5_t", "5_t"));
    assert_eq!(standing(&["1_a", "2_b"]), pair("3_s 4_c", "3_s"));
    assert_eq!(standing(&["1_a"]), pair("1_a 2_b 4_c", ""));
    assert_eq!(standing(&["4_c"]), pair("3_s 4_c", ""));
    let targets = [Target::postgres(), Target::mariadb(), Target::sqlite()];
    assert!(check(&history, &targets).is_ok());
}

#[test]
fn what_a_squash_says_wrongly_is_reported_at_its_line() {
    let wrong = |bodies: Vec<(Meta, Body)>| -> Vec<Problem> {
        let error = error(History::from_bodies(bodies));
        assert_eq!(error.kind(), ErrorKind::Names);
        error.problems().to_vec()
    };
    let says = |bodies, part: &str| {
        let problems = wrong(bodies);
        let [problem] = problems.as_slice() else {
            panic!("{problems:?}");
        };
        assert!(problem.message.contains(part), "{}", problem.message);
        assert!(problem.at.is_some() && problem.help.is_some());
    };
    says(
        vec![instead(up("1_s", both), &["2_b"])],
        r#""1_s" replaces "2_b", which does not come before it"#,
    );
    says(
        vec![instead(up("1_s", both), &["1_s"])],
        r#""1_s" replaces "1_s", which does not come before it"#,
    );
    says(
        vec![
            instead(up("3_s", both), &["1_a"]),
            instead(up("4_t", both), &["1_a"]),
        ],
        r#""1_a" is replaced by "3_s" and by "4_t""#,
    );
    // A module is written with its `m`.
    says(
        vec![instead(up("3_s", both), &["m20260101_a", "20260101_a"])]
            .into_iter()
            .map(|(meta, body)| {
                (
                    Meta {
                        name: Some("30000101_s"),
                        ..meta
                    },
                    body,
                )
            })
            .collect(),
        r#"names "20260101_a" twice"#,
    );
    let (meta, body) = up("1_a", users);
    says(
        vec![
            (meta.phase(Phase::PostDeploy), body),
            instead(up("3_s", both), &["1_a"]),
        ],
        r#"is a pre-deploy migration and replaces "1_a", which is a post-deploy one"#,
    );
}

#[test]
fn check_proves_that_a_squash_is_equal_to_what_it_replaces() {
    let targets = [Target::postgres(), Target::mariadb(), Target::sqlite()];
    assert!(check(&shop(), &targets).unwrap().warnings.is_empty());
    let differs = history(vec![
        up("1_a", users),
        up("2_b", with_email),
        instead(up("3_s", users), &["1_a", "2_b"]),
    ]);
    let error = error(check(&differs, &targets));
    assert_eq!(error.kind(), ErrorKind::Squash);
    let [problem] = error.problems() else {
        panic!("{error}");
    };
    assert!(
        problem.message.contains("does not leave the schema")
            && problem
                .message
                .contains(r#"add column "email" to table "users""#),
        "{}",
        problem.message
    );
    assert_eq!(problem.migration.as_deref(), Some("3_s"));
    assert!(problem.at.is_some());
    // Without them there is nothing to compare with.
    let alone = history(vec![instead(up("3_s", users), &["1_a", "2_b"])]);
    assert!(check(&alone, &targets).is_ok());
    let rows = history(vec![
        up("1_a", users),
        up("2_b", |schema| {
            schema.sql("UPDATE users SET id = 1").down("SELECT 1");
        }),
        instead(up("3_s", users), &["1_a", "2_b"]),
    ]);
    let checked = check(&rows, &targets).unwrap();
    let [warning] = checked.warnings.as_slice() else {
        panic!("{:?}", checked.warnings);
    };
    assert!(
        warning
            .message
            .contains(r#"it replaces "2_b", which does more"#)
    );
}

#[test]
fn operations_that_lead_elsewhere_are_no_proof() {
    let recorded = |say: fn(&mut Schema)| -> Vec<Operation> {
        let mut schema = Schema::new();
        say(&mut schema);
        let recorded = schema.finish().into_iter();
        recorded.map(|recorded| recorded.operation).collect()
    };
    let nothing = migration_core::schema::SchemaState::new();
    let after = replay(&shop_without_index()).unwrap();
    assert_eq!(prove(&nothing, &recorded(both), &after), Ok(()));
    let missing = prove(&nothing, &recorded(users), &after).unwrap_err();
    assert!(missing.iter().any(|it| it.contains("email")), "{missing:?}");
    let impossible = prove(&nothing, &recorded(with_email), &after).unwrap_err();
    assert!(
        impossible[0].contains("there is no table"),
        "{impossible:?}"
    );
}

fn shop_without_index() -> History {
    history(vec![up("1_a", users), up("2_b", with_email)])
}

#[test]
fn from_nothing_it_makes_what_is_there_in_the_end() {
    let made = squash(&shop_without_index(), None, None).unwrap();
    let said: Vec<String> = made.operations.iter().map(Operation::describe).collect();
    assert_eq!(said, [r#"create table "users""#]);
    assert_eq!(made.replaces, ids(&["1_a", "2_b"]));
    assert!(made.next.is_none() && made.before.tables.is_empty());
}

#[test]
fn what_was_there_before_is_changed_as_they_change_it() {
    let renames = history(vec![
        up("1_a", both),
        up("2_b", |schema| {
            schema.alter_table("users", |t| {
                t.rename_column("email", "mail");
            });
        }),
        up("3_c", |schema| {
            schema.create_table("posts", |t| {
                t.id();
            });
        }),
        up("4_d", |schema| {
            schema.drop_table("posts");
        }),
    ]);
    let from = ids(&["2_b"]);
    let to = ids(&["3_c"]);
    let made = squash(&renames, Some(&from[0]), Some(&to[0])).unwrap();
    let said: Vec<String> = made.operations.iter().map(Operation::describe).collect();
    assert_eq!(
        said,
        [
            r#"rename column "email" of table "users" to "mail""#,
            r#"create table "posts""#
        ]
    );
    assert_eq!(made.next, Some(MigrationId::new("4_d", Phase::PreDeploy)));
    // What comes and goes in between is never made where nothing else is touched.
    let from = ids(&["3_c"]);
    assert!(
        squash(&renames, Some(&from[0]), None)
            .unwrap()
            .operations
            .is_empty()
    );
}

#[test]
fn what_the_schema_does_not_show_is_refused_by_name_and_line() {
    let history = history(vec![
        up("1_a", users),
        up("2_b", |schema| {
            schema.sql("CREATE VIEW v AS SELECT 1");
        }),
        up("3_c", |schema| {
            schema.insert("users", row! { "id" => 1 });
        }),
        up("4_d", with_email),
    ]);
    let error = error(squash(&history, None, None));
    assert_eq!(error.kind(), ErrorKind::Squash);
    let of: Vec<_> = error
        .problems()
        .iter()
        .map(|it| it.migration.as_deref())
        .collect();
    assert_eq!(of, [Some("2_b"), Some("3_c")]);
    assert!(
        error
            .problems()
            .iter()
            .all(|it| it.at.is_some() && it.help.is_some())
    );
    let one = ids(&["4_d"]);
    let error = common::error(squash(&history, Some(&one[0]), None));
    assert_eq!(error.kind(), ErrorKind::Selection);
}

/// What SQL of one's own does besides its effect is not lost.
#[test]
fn sql_of_ones_own_is_carried_over_as_it_is() {
    let all = history(vec![
        up("1_a", |schema| {
            schema
                .sql("CREATE TABLE audit (id bigint PRIMARY KEY); INSERT INTO audit VALUES (1)")
                .effect(|schema| {
                    schema.create_table("audit", |t| {
                        t.big_integer("id").primary_key();
                    });
                });
        }),
        up("2_b", users),
    ]);
    let squashed = squash(&all, None, None).expect("one migration");
    let sql = squashed.operations.iter().any(|operation| {
        matches!(operation, Operation::RawSql(raw) if format!("{raw:?}").contains("INSERT"))
    });
    assert!(sql, "{:?}", squashed.operations);
}

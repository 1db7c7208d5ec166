//! What models say that something was called before, and what else they are asked.

use migratory::core::schema::{ObjectName, Renames};
use migratory::prelude::*;

#[derive(DbEnum, Debug, PartialEq, Clone, Copy)]
#[db_enum(
    name = "user_state",
    rename_all = "kebab-case",
    was = "user_status",
    comment = "Where they are"
)]
enum State {
    #[db_enum(was = "active")]
    AtWork,
    OnLeave,
}

#[derive(Model)]
#[model(
    schema = "shop",
    was = "people",
    primary_key(id, was = "people_pkey"),
    unique(mail, was = "people_mail_key"),
    index(mail, state, was = "people_idx"),
    check("mail_filled", "mail <> ''", was = "mail_check"),
    foreign_key(boss, references = "shop.users(id)", was = "people_boss_fkey")
)]
#[allow(dead_code)]
struct User {
    id: i64,
    #[model(was = "nickname")]
    mail: String,
    // Two columns that have changed places.
    #[model(was = "b")]
    a: i32,
    #[model(was = "a")]
    b: i32,
    state: State,
    boss: Option<i64>,
}

#[test]
fn every_rename_is_said_by_the_new_name() {
    let Renames {
        tables,
        columns,
        constraints,
        indexes,
        enums,
        enum_values,
    } = crate::models([User::table()]).renames;
    let users = ObjectName::qualified("shop", "users");
    assert_eq!(tables[&users].name, ObjectName::qualified("shop", "people"));
    let of = |name: &str| (users.clone(), name.to_owned());
    let parts = |map: &std::collections::BTreeMap<
        (ObjectName, String),
        migratory::core::schema::Was<String>,
    >| {
        let said = map
            .iter()
            .map(|((of, name), was)| format!("{of}: {} -> {name}", was.name));
        said.collect::<Vec<_>>().join("; ")
    };
    assert_eq!(columns[&of("mail")].name, "nickname");
    assert_eq!(
        parts(&columns),
        "shop.users: b -> a; shop.users: a -> b; shop.users: nickname -> mail"
    );
    assert_eq!(
        parts(&constraints),
        "shop.users: mail_check -> mail_filled; shop.users: people_boss_fkey -> users_boss_fkey; \
         shop.users: people_mail_key -> users_mail_key; shop.users: people_pkey -> users_pkey"
    );
    assert_eq!(
        parts(&indexes),
        "shop.users: people_idx -> users_mail_state_idx"
    );
    let state = ObjectName::new("user_state");
    assert_eq!(enums[&state].name, ObjectName::new("user_status"));
    assert_eq!(parts(&enum_values), "user_state: active -> at-work");
    // At the user's line: that of the field.
    assert_eq!(columns[&of("mail")].at.file, file!());
    assert_eq!(columns[&of("a")].at.line, columns[&of("mail")].at.line + 3);
}

#[test]
fn an_enum_is_text_both_ways() {
    assert_eq!(State::VALUES, ["at-work", "on-leave"]);
    assert_eq!(State::OnLeave.as_str(), "on-leave");
    assert_eq!(State::from_text("at-work"), Some(State::AtWork));
    assert_eq!(State::from_text("AtWork"), None);
    assert_eq!(Value::from(State::AtWork), Value::from("at-work"));
    let row = row! { "state" => State::OnLeave, "other" => 1 };
    assert_eq!(row.get::<State>("state").unwrap(), State::OnLeave);
    assert!(
        row.get::<State>("other")
            .unwrap_err()
            .to_string()
            .contains("a value of user_state")
    );
    let models = crate::models([User::table()]);
    let known = models
        .state
        .enum_type(&ObjectName::new("user_state"))
        .unwrap();
    assert_eq!(known.comment.as_deref(), Some("Where they are"));
}

#[test]
fn models_are_registered() {
    let found = migratory::core::model::ModelTable::name;
    let registered =
        migratory::__private::inventory::iter::<migratory::__private::ModelRegistration>();
    let names: Vec<String> = registered.map(|it| found(&(it.0)()).to_string()).collect();
    assert!(names.contains(&"shop.users".to_owned()), "{names:?}");
    // Those of `mistakes.rs` are registered in this program, too.
    assert!(migratory::model::registered().is_err());
}

/// The order in which the linker gives them does not show.
#[test]
fn the_order_of_models_does_not_matter() {
    let mut table = User::table();
    let one = crate::models([table.clone()]);
    table = User::table();
    assert_eq!(one, crate::models([table]));
}

use super::*;
use crate::Value;

/// The canonical form, which must be its own.
fn canonical(state: &SchemaState) -> SchemaState {
    let once = canonical_state(state, &Target::mysql());
    assert_eq!(canonical_state(&once, &Target::mysql()), once);
    once
}

fn canonical_column(found: Column) -> Column {
    let mut before = state(vec![table("t", vec![found], Vec::new())]);
    let values = names(&["a", "b"]);
    before.enums.insert(
        name("e"),
        EnumType {
            values,
            comment: None,
        },
    );
    canonical(&before).tables[&name("t")].columns[0].clone()
}

#[test]
fn types_become_the_nearest_and_enum_types_go() {
    let of = |found| canonical_column(column("c", found)).column_type;
    assert_eq!(of(ColumnType::Jsonb), ColumnType::Json);
    assert_eq!(of(ColumnType::Inet), ColumnType::String(43));
    assert_eq!(of(ColumnType::MacAddr), ColumnType::String(17));
    assert_eq!(
        of(ColumnType::Decimal(None)),
        ColumnType::Decimal(Some((65, 30)))
    );
    assert_eq!(
        of(ColumnType::Enumeration(name("e"))),
        ColumnType::InlineEnum(names(&["a", "b"]))
    );
    let citext = canonical_column(column("c", ColumnType::CiText));
    assert_eq!(citext.column_type, ColumnType::Text);
    assert_eq!(citext.collation.as_deref(), Some("utf8mb4_unicode_ci"));
}

#[test]
fn a_unique_constraint_is_a_unique_index_and_the_primary_key_has_the_made_up_name() {
    let mut users = users();
    if let Some(key) = &mut users.primary_key {
        key.name = "my_key".to_owned();
    }
    let users = canonical(&state(vec![users])).tables[&name("users")].clone();
    assert!(users.uniques.is_empty());
    assert!(users.indexes["users_email_key"].unique);
    assert_eq!(
        users.primary_key.map(|key| key.name).as_deref(),
        Some("users_pkey")
    );
}

#[test]
fn the_automatic_index_of_a_foreign_key_is_not_part_of_the_state() {
    let mut posts = posts();
    for found in [
        index("posts_author_id_fkey", &["author_id"]),
        index("other", &["author_id"]),
    ] {
        posts.indexes.insert(found.name.clone(), found);
    }
    let posts = canonical(&state(vec![users(), posts])).tables[&name("posts")].clone();
    assert_eq!(
        posts.indexes.keys().collect::<Vec<_>>(),
        ["other", "posts_editor_id_idx"]
    );
}

#[test]
fn defaults_are_of_the_columns_own_kind() {
    let of = |found, default: DefaultValue| {
        canonical_column(with_default(optional("c", found), default)).default
    };
    let decimal = ColumnType::Decimal(Some((10, 2)));
    assert_eq!(
        of(decimal.clone(), 0.into()),
        Some(Value::Decimal("0.00".to_owned()).into())
    );
    assert_eq!(
        of(decimal, Value::Decimal("-1.5".to_owned()).into()),
        Some(Value::Decimal("-1.50".to_owned()).into())
    );
    assert_eq!(of(ColumnType::Boolean, 1.into()), Some(true.into()));
    assert_eq!(of(ColumnType::Integer, Value::Null.into()), None);
    let uuid = "00000000-0000-0000-0000-0000000000ff";
    let mut bytes = [0; 16];
    bytes[15] = 255;
    assert_eq!(
        of(ColumnType::Uuid, uuid.into()),
        Some(Value::Uuid(bytes).into())
    );
}

#[test]
fn a_generated_column_may_be_null_on_mariadb() {
    let before = state(vec![table("t", vec![stored("c", "1")], Vec::new())]);
    let nullable =
        |target: &Target| canonical_state(&before, target).tables[&name("t")].columns[0].nullable;
    assert!(nullable(&Target::mariadb()));
    assert!(!nullable(&Target::mysql()));
}

#[test]
fn temporary_tables_are_seen_by_nobody() {
    let mut temporary = users();
    temporary.temporary = true;
    assert_eq!(canonical(&state(vec![temporary])), SchemaState::new());
}

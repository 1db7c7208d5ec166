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

#[test]
fn a_type_is_known_again_by_its_text() {
    let of = |text: &str| {
        let custom = ColumnType::Custom(text.to_owned());
        canonical_column(column("c", custom)).column_type
    };
    let custom = |text: &str| ColumnType::Custom(text.to_owned());
    for (ours, mysql, mariadb) in [
        (ColumnType::SmallInteger, "smallint", "smallint(6)"),
        (ColumnType::Integer, "int", "int(11)"),
        (ColumnType::BigInteger, "bigint", "bigint(20)"),
        (ColumnType::Boolean, "tinyint(1)", "BOOLEAN"),
        (custom("tinyint"), "tinyint", "tinyint(4)"),
        (
            custom("int unsigned"),
            "int unsigned",
            "INTEGER(10)  UNSIGNED",
        ),
        (
            ColumnType::Decimal(Some((10, 2))),
            "decimal(10,2)",
            "numeric (10, 2)",
        ),
        (
            ColumnType::Decimal(Some((10, 0))),
            "decimal(10,0)",
            "decimal",
        ),
        (ColumnType::Double, "double", "double precision"),
        (
            ColumnType::String(40),
            "varchar(40)",
            "character varying(40)",
        ),
        (ColumnType::Uuid, "binary(16)", "BINARY(16)"),
        (custom("binary(8)"), "binary(8)", "binary( 8 )"),
        (ColumnType::Timestamp, "timestamp(6)", "TIMESTAMP(6)"),
        (custom("datetime"), "datetime", "DATETIME"),
        (
            custom("set('A','b, c')"),
            "set('A','b, c')",
            "SET('A', 'b, c')",
        ),
        (
            ColumnType::InlineEnum(names(&["it's", "B \\", "c"])),
            r"enum('it''s','B \\','c')",
            r"ENUM( 'it\'s', 'B \\' , 'c' )",
        ),
    ] {
        assert_eq!(of(mysql), ours, "{mysql}");
        assert_eq!(of(mariadb), ours, "{mariadb}");
        // What is written for the type is that type.
        assert_eq!(
            canonical_column(column("c", ours.clone())).column_type,
            ours
        );
    }
}

#[test]
fn a_constant_is_known_again_by_its_text() {
    let of = |found: ColumnType, text: &str| {
        let default = DefaultValue::Expression(Expression::new(text));
        canonical_column(with_default(optional("c", found), default)).default
    };
    let value = |value: Value| Some(DefaultValue::Value(value));
    let text = |text: &str| value(Value::Text(text.to_owned()));
    assert_eq!(of(ColumnType::Integer, "-5"), value(Value::Int(-5)));
    assert_eq!(of(ColumnType::Boolean, "true"), value(Value::Bool(true)));
    assert_eq!(of(ColumnType::Text, r"'it\'s'"), text("it's"));
    assert_eq!(of(ColumnType::Text, "_utf8mb4'NULL'"), text("NULL"));
    assert_eq!(of(ColumnType::Text, "NULL"), None);
    assert_eq!(of(ColumnType::Bit(4), "b'101'"), text("0101"));
    assert_eq!(
        of(ColumnType::Binary, "unhex('00ff')"),
        value(Value::Bytes(vec![0, 255]))
    );
    assert_eq!(of(ColumnType::Double, "1e-3"), value(Value::Float(0.001)));
    for (found, now) in [
        (ColumnType::Timestamp, "current_timestamp(6)"),
        (ColumnType::Date, "curdate()"),
        (ColumnType::Time, "(curtime(6))"),
        (
            ColumnType::Custom("datetime".to_owned()),
            "current_timestamp()",
        ),
        (
            ColumnType::Custom("datetime".to_owned()),
            "CURRENT_TIMESTAMP",
        ),
    ] {
        assert_eq!(
            of(found, now),
            Some(DefaultValue::CurrentTimestamp),
            "{now}"
        );
    }
    let other = Expression::new("current_timestamp(3)");
    assert_eq!(
        of(ColumnType::Timestamp, "CURRENT_TIMESTAMP(3)"),
        Some(DefaultValue::Expression(other))
    );
}

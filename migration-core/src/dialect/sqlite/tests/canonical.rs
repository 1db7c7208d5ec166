use super::*;
use crate::Value;
use crate::schema::Nulls;

fn canonical(state: &SchemaState) -> SchemaState {
    super::canonical(state, &Target::sqlite())
}

/// The canonical form of a column of a table of its own.
fn canonical_column(column: Column) -> Column {
    let mut state = state(vec![]);
    let mut table = Table::new(name("t"));
    table.columns = vec![column];
    state.tables.insert(name("t"), table);
    let once = canonical(&state);
    assert_eq!(canonical(&once), once);
    once.table(&name("t")).unwrap().columns[0].clone()
}

fn canonical_default(column_type: ColumnType, default: DefaultValue) -> Option<DefaultValue> {
    let column = Column {
        default: Some(default),
        ..nullable("c", column_type)
    };
    canonical_column(column).default
}

#[test]
fn enum_types_become_values_on_their_columns() {
    let found = canonical(&blog());
    assert!(found.enums.is_empty());
    let status = found
        .table(&name("posts"))
        .unwrap()
        .column("status")
        .unwrap();
    let values = vec!["draft".to_owned(), "live".to_owned()];
    assert_eq!(status.column_type, ColumnType::InlineEnum(values));
    assert_eq!(canonical(&found), found);
}

#[test]
fn what_sqlite_does_not_keep_is_gone() {
    let mut told = users();
    told.comment = Some("people".into());
    told.columns[1].comment = Some("where they are written to".into());
    told.columns[0].column_type = ColumnType::SmallInteger;
    told.columns[0].nullable = true;
    let mut index = Index::new("i", vec![IndexPart::column("email")]);
    index.method = Some("btree".into());
    index.comment = Some("fast".into());
    index.parts[0].nulls = Some(Nulls::First);
    told.indexes.insert("i".into(), index);

    let mut kept = users();
    let index = Index::new("i", vec![IndexPart::column("email")]);
    kept.indexes.insert("i".into(), index);
    assert_eq!(
        canonical(&state(vec![told])).table(&name("users")),
        Some(&kept)
    );
}

#[test]
fn a_temporary_table_is_not_found() {
    let mut temporary = users();
    temporary.temporary = true;
    assert_eq!(canonical(&state(vec![temporary])), SchemaState::new());
}

#[test]
fn a_not_valid_constraint_is_valid() {
    let mut table = posts();
    for key in table.foreign_keys.values_mut() {
        key.not_valid = true;
    }
    for check in table.checks.values_mut() {
        check.not_valid = true;
    }
    assert_eq!(
        canonical(&state(vec![table])),
        canonical(&state(vec![posts()]))
    );
}

#[test]
fn a_custom_type_of_a_known_name_is_that_type() {
    let column = nullable("c", ColumnType::Custom("varchar(20)".into()));
    assert_eq!(canonical_column(column).column_type, ColumnType::String(20));
}

#[test]
fn a_collation_that_the_type_implies_is_none() {
    let with = |column_type, collation: &str| {
        let mut column = nullable("c", column_type);
        column.collation = Some(collation.to_owned());
        canonical_column(column).collation
    };
    assert_eq!(with(ColumnType::Text, "binary"), None);
    assert_eq!(with(ColumnType::CiText, "NOCASE"), None);
    assert_eq!(
        with(ColumnType::CiText, "BINARY").as_deref(),
        Some("BINARY")
    );
    assert_eq!(with(ColumnType::Text, "NOCASE").as_deref(), Some("NOCASE"));
}

#[test]
fn a_constant_is_what_its_literal_reads_as_on_the_column() {
    use ColumnType as T;
    let decimal = |text: &str| Value::Decimal(text.to_owned());
    let money = T::Decimal(Some((10, 2)));
    for (column_type, written, read) in [
        (T::Boolean, Value::Bool(true), Some(Value::Bool(true))),
        (T::Boolean, Value::Int(0), Some(Value::Bool(false))),
        (T::Integer, Value::Bool(true), Some(Value::Int(1))),
        (T::Double, Value::Int(1), Some(Value::Float(1.0))),
        (T::Double, decimal("1.50"), Some(Value::Float(1.5))),
        (money.clone(), Value::Float(5.0), Some(decimal("5"))),
        (money.clone(), decimal("1.50"), Some(decimal("1.5"))),
        (money.clone(), Value::Int(100), Some(decimal("100"))),
        (
            money,
            Value::Float(f64::INFINITY),
            Some(Value::Float(f64::INFINITY)),
        ),
        (
            T::Text,
            decimal("1); --"),
            Some(Value::Text("1); --".into())),
        ),
        (
            T::Uuid,
            Value::Uuid([0; 16]),
            Some(Value::Text("00000000-0000-0000-0000-000000000000".into())),
        ),
        (T::Double, Value::Float(f64::NAN), None),
        (T::Text, Value::Null, None),
    ] {
        let found = canonical_default(column_type, DefaultValue::Value(written));
        assert_eq!(found, read.map(DefaultValue::Value));
    }
}

#[test]
fn the_expression_that_stands_for_the_current_time_is_known_again() {
    let written = [
        (
            ColumnType::Timestamp,
            "strftime('%Y-%m-%d %H:%M:%f', 'now')",
        ),
        (ColumnType::Date, "strftime('%Y-%m-%d', 'now')"),
        (ColumnType::Time, "strftime('%H:%M:%f', 'now')"),
        (ColumnType::Timestamp, "current_timestamp"),
    ];
    for (column_type, text) in written {
        let default = DefaultValue::Expression(Expression::new(text));
        let found = canonical_default(column_type, default);
        assert_eq!(found, Some(DefaultValue::CurrentTimestamp), "{text}");
    }
    let other = DefaultValue::Expression(Expression::new("strftime('%Y', 'now')"));
    assert_eq!(
        canonical_default(ColumnType::Timestamp, other.clone()),
        Some(other)
    );
}

//! Structs become rows and rows become structs, by serde.

#![expect(clippy::unwrap_used, reason = "a test may")]
#![expect(
    clippy::disallowed_types,
    reason = "a map whose order differs from run to run is one of the cases"
)]

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use migration_core::{IntoRow, Row, Value, row};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Everything {
    yes: bool,
    small: i8,
    large: u64,
    huge: i128,
    single: f32,
    double: f64,
    letter: char,
    text: String,
    nothing: Option<i32>,
    something: Option<String>,
    status: Status,
    id: Id,
    bytes: Vec<u8>,
    numbers: Vec<Option<i32>>,
    pair: (i32, String),
    nested: Nested,
    map: BTreeMap<String, f64>,
    shape: Shape,
    document: serde_json::Value,
    uuid: Uuid,
    amount: Decimal,
    date: NaiveDate,
    time: NaiveTime,
    local: NaiveDateTime,
    at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    NotYet,
    Done,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Id(i64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Nested {
    a: Vec<i32>,
    b: Option<Box<Nested>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Shape {
    Circle(f64),
    Square { side: u8 },
    Line(i32, i32),
}

fn everything() -> Everything {
    Everything {
        yes: true,
        small: -7,
        large: u64::MAX,
        huge: i128::MIN,
        single: 0.5,
        double: -1.25,
        letter: 'é',
        text: "a \"b\"".into(),
        nothing: None,
        something: Some(String::new()),
        status: Status::NotYet,
        id: Id(i64::MIN),
        bytes: vec![0, 255],
        numbers: vec![Some(1), None],
        pair: (2, "x".into()),
        nested: Nested {
            a: vec![1],
            b: Some(Box::new(Nested { a: vec![], b: None })),
        },
        map: BTreeMap::from([("k".into(), 1.5)]),
        shape: Shape::Square { side: 3 },
        document: serde_json::json!({ "a": [1, null, "b"] }),
        uuid: Uuid::max(),
        amount: "-12.50".parse().unwrap(),
        date: "2026-01-02".parse().unwrap(),
        time: "03:04:05.678901".parse().unwrap(),
        local: "2026-01-02T03:04:05.5".parse().unwrap(),
        at: "2026-01-02T03:04:05.000006Z".parse().unwrap(),
    }
}

#[test]
fn a_struct_of_every_kind_of_field_goes_into_a_row_and_comes_back() {
    let row = everything().into_row().unwrap();
    assert_eq!(
        row.value("large"),
        Some(&Value::Decimal(u64::MAX.to_string()))
    );
    assert_eq!(row.value("status"), Some(&Value::from("not-yet")));
    assert_eq!(row.value("id"), Some(&Value::Int(i64::MIN)));
    assert_eq!(row.value("nothing"), Some(&Value::Null));
    assert_eq!(row.value("bytes"), Some(&Value::from(vec![0, 255])));
    let nested = r#"{"a":[1],"b":{"a":[],"b":null}}"#;
    assert_eq!(row.value("nested"), Some(&Value::Json(nested.into())));
    let shape = r#"{"Square":{"side":3}}"#;
    assert_eq!(row.value("shape"), Some(&Value::Json(shape.into())));
    assert_eq!(
        row.value("at"),
        Some(&Value::from("2026-01-02T03:04:05.000006Z"))
    );
    assert_eq!(row.into_row::<Everything>().unwrap(), everything());
}

/// The row with other values, as a database reads them.
fn read_as(values: Vec<(&str, Value)>) -> Everything {
    let mut pairs = everything().into_row().unwrap().into_pairs();
    for (name, value) in values {
        let pair = pairs.iter_mut().find(|(column, _)| column == name).unwrap();
        pair.1 = value;
    }
    Row::from_pairs(pairs).into_row().unwrap()
}

#[test]
fn values_of_postgres_become_fields() {
    let it = everything();
    let read = read_as(vec![
        ("bytes", Value::Bytes(vec![0, 255])),
        ("uuid", Value::Uuid([255; 16])),
        ("amount", Value::Decimal("-12.50".into())),
        ("date", Value::Date(it.date)),
        ("time", Value::Time(it.time)),
        ("local", Value::LocalTimestamp(it.local)),
        ("at", Value::Timestamp(it.at)),
        ("large", Value::Decimal(u64::MAX.to_string())),
    ]);
    assert_eq!(read, it);
}

#[test]
fn values_of_mysql_and_sqlite_become_fields() {
    let it = everything();
    let read = read_as(vec![
        ("yes", Value::Int(1)),
        ("bytes", Value::Bytes(vec![0, 255])),
        ("uuid", Value::Bytes(vec![255; 16])),
        ("amount", Value::Float(-12.5)),
        ("numbers", Value::Text("[1, null]".into())),
        ("pair", Value::Text("[2, \"x\"]".into())),
        (
            "nested",
            Value::Text(r#"{"a":[1],"b":{"a":[],"b":null}}"#.into()),
        ),
        ("shape", Value::Text(r#"{"Square":{"side":3}}"#.into())),
        ("map", Value::Text(r#"{"k":1.5}"#.into())),
        ("date", Value::Text("2026-01-02".into())),
        ("time", Value::Text("03:04:05.678901".into())),
        ("local", Value::Text("2026-01-02 03:04:05.5".into())),
        ("at", Value::Text("2026-01-02 03:04:05.000006".into())),
    ]);
    assert_eq!(read, it);
    // A time without a zone in a column of points in time, and the other way round.
    let crossed = read_as(vec![
        ("local", Value::Timestamp(it.local.and_utc())),
        ("at", Value::LocalTimestamp(it.at.naive_utc())),
    ]);
    assert_eq!(crossed, it);
}

#[test]
fn variants_with_data_are_documents() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Drawn {
        shape: Shape,
    }
    for shape in [
        Shape::Circle(1.5),
        Shape::Line(1, -1),
        Shape::Square { side: 0 },
    ] {
        let row = Drawn {
            shape: shape.clone(),
        }
        .into_row()
        .unwrap();
        assert!(
            matches!(row.value("shape"), Some(Value::Json(_))),
            "{row:?}"
        );
        assert_eq!(row.into_row::<Drawn>().unwrap(), Drawn { shape });
    }
}

#[test]
fn maps_are_rows_in_the_order_of_their_keys() {
    let map = HashMap::from([("b", 2), ("a", 1), ("c", 3)]);
    let row = map.into_row().unwrap();
    assert_eq!(row.columns(), ["a", "b", "c"]);
    assert_eq!(
        row.into_row::<BTreeMap<String, u8>>().unwrap(),
        BTreeMap::from([("a".into(), 1), ("b".into(), 2), ("c".into(), 3)])
    );
}

#[test]
fn flattened_structs_are_columns() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Outer {
        id: i32,
        #[serde(flatten)]
        names: Names,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Names {
        first: String,
        last: Option<String>,
    }
    let outer = || Outer {
        id: 1,
        names: Names {
            first: "Ada".into(),
            last: None,
        },
    };
    let row = outer().into_row().unwrap();
    assert_eq!(row.columns(), ["first", "id", "last"]);
    assert_eq!(row.into_row::<Outer>().unwrap(), outer());
}

#[test]
fn what_is_no_row_says_so() {
    for (error, what) in [
        (7.into_row().unwrap_err(), "a number"),
        ("x".into_row().unwrap_err(), "a text"),
        (vec![1].into_row().unwrap_err(), "a list"),
        (None::<Nested>.into_row().unwrap_err(), "nothing"),
        (Shape::Circle(1.0).into_row().unwrap_err(), "an enum"),
    ] {
        let message =
            format!("a row is made of a struct or a map with names of columns, not of {what}");
        assert_eq!(error.message(), message);
    }
    #[derive(Serialize)]
    struct Keys {
        map: HashMap<Vec<u8>, u8>,
    }
    let map = HashMap::from([(vec![1], 1)]);
    let error = Keys { map }.into_row().unwrap_err();
    assert_eq!(error.message(), "field \"map\": key must be a string");
}

#[test]
fn what_does_not_fit_a_field_names_the_column() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is never made")]
    struct User {
        age: u8,
        name: String,
        status: Status,
        seen: NaiveDate,
        tags: Vec<u8>,
    }
    let good = || {
        row! { "age" => 1, "name" => "Ada", "status" => "done", "seen" => "2026-01-02", "tags" => vec![1] }
    };
    assert!(good().into_row::<User>().is_ok());
    let with = |name: &str, value: Value| {
        let mut pairs = good().into_pairs();
        let pair = pairs.iter_mut().find(|(column, _)| column == name).unwrap();
        pair.1 = value;
        let error = Row::from_pairs(pairs).into_row::<User>().unwrap_err();
        error.message().to_owned()
    };
    assert_eq!(
        with("age", Value::Int(256)),
        "column \"age\" holds Int(256), which is not a whole number in the range of u8"
    );
    assert_eq!(
        with("name", Value::Null),
        "column \"name\" is NULL, which is not text; make the field an Option"
    );
    assert_eq!(
        with("status", "gone".into()),
        "column \"status\" holds Text(\"gone\"): unknown variant `gone`, expected `not-yet` or `done`"
    );
    assert_eq!(
        with("seen", "soon".into()),
        "column \"seen\" holds Text(\"soon\"): input contains invalid characters"
    );
    assert_eq!(
        with("tags", vec![1, 256].into()),
        "column \"tags\" holds Int(256), which is not a whole number in the range of u8"
    );
    let error = row! { "age" => 1 }.into_row::<User>().unwrap_err();
    assert_eq!(error.message(), "missing field `name`; the row has age");
    let error = good().into_row::<i32>().unwrap_err();
    assert_eq!(
        error.message(),
        "the row has 5 columns, so it is not one value"
    );
}

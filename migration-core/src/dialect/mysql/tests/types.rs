use insta::assert_snapshot;

use super::*;
use crate::Value;

fn definition(column: Column) -> String {
    let mut state = blog();
    let values = names(&["draft", "it's \\ out"]);
    state.enums.insert(
        name("status"),
        EnumType {
            values,
            comment: None,
        },
    );
    let sql = sql(&state, add_column("users", column));
    sql.replace("ALTER TABLE `users` ADD COLUMN ", "")
}

fn types(types: Vec<ColumnType>) -> String {
    types
        .into_iter()
        .map(|found| definition(column("c", found)))
        .collect()
}

#[test]
fn every_type_has_its_nearest() {
    use ColumnType::*;
    assert_snapshot!(types(vec![
        SmallInteger, Integer, BigInteger, Decimal(Some((10, 2))), Decimal(None), Float, Double, Boolean, Char(2),
        String(200), Text, CiText, Binary, Uuid, Date, Time, Timestamp, LocalTimestamp, Json, Jsonb, Inet, Cidr, MacAddr,
        Bit(8), Vector(3), Geometry, Enumeration(ObjectName::new("status")), InlineEnum(names(&["a", "b"])),
        Custom("year".to_owned()),
    ]), @r"
    `c` smallint NOT NULL
    `c` int NOT NULL
    `c` bigint NOT NULL
    `c` decimal(10, 2) NOT NULL
    `c` decimal(65, 30) NOT NULL
    `c` float NOT NULL
    `c` double NOT NULL
    `c` tinyint(1) NOT NULL
    `c` char(2) NOT NULL
    `c` varchar(200) NOT NULL
    `c` longtext NOT NULL
    `c` longtext COLLATE `utf8mb4_unicode_ci` NOT NULL
    `c` longblob NOT NULL
    `c` binary(16) NOT NULL
    `c` date NOT NULL
    `c` time(6) NOT NULL
    `c` timestamp(6) NOT NULL
    `c` datetime(6) NOT NULL
    `c` json NOT NULL
    `c` json NOT NULL
    `c` varchar(43) NOT NULL
    `c` varchar(43) NOT NULL
    `c` varchar(17) NOT NULL
    `c` bit(8) NOT NULL
    `c` vector(3) NOT NULL
    `c` geometry NOT NULL
    `c` enum('draft', 'it''s \\ out') NOT NULL
    `c` enum('a', 'b') NOT NULL
    `c` year NOT NULL
    ");
}

#[test]
fn a_type_without_a_likeness_is_refused_with_an_alternative() {
    use ColumnType::*;
    assert_snapshot!(types(vec![
        Interval, VarBit(3), TsVector, Range(RangeKind::Date), Array(Box::new(Integer)), Char(256), String(16_384), Bit(65),
        Enumeration(ObjectName::new("unknown")), InlineEnum(Vec::new()), InlineEnum(names(&["a", "A"])),
        InlineEnum(names(&["a "])), InlineEnum(names(&["😀"])),
    ]), @r#"
    MySQL has no interval type
    help: use a big integer of microseconds
    MySQL has no bit strings of varying length
    help: use bit(n), or a string of 0 and 1
    MySQL has no text search documents
    help: create an index of method "fulltext" over the text columns
    MySQL has no range types
    help: use two columns, for the lower and the upper bound
    MySQL has no array types
    help: use a json column, or a table with a row for each element
    MySQL has no char of more than 255 (256)
    help: use string(n)
    MySQL has no varchar of more than 16383 (16384)
    help: use text
    MySQL has no bit of more than 64 (65)
    help: use binary
    MySQL has no enum types, and no migration says the values of "unknown"
    help: create the type before the column, or use custom("enum('a', 'b')")
    MySQL has no enums without values
    help: give it a value
    MySQL has no enum values that differ in case only ("A")
    help: use other values, or a string column with a check
    MySQL has no enum values that end in a space or hold characters beyond U+FFFF ("a ")
    help: use other values, or a string column with a check
    MySQL has no enum values that end in a space or hold characters beyond U+FFFF ("😀")
    help: use other values, or a string column with a check
    "#);
}

#[test]
fn defaults_take_the_form_that_the_type_needs() {
    use ColumnType::*;
    let uuid = "00112233-4455-6677-8899-aabbccddeeff";
    let all = vec![
        with_default(column("c", Boolean), true),
        with_default(column("c", String(9)), "it's \\"),
        with_default(column("c", Text), "it's \\"),
        with_default(column("c", Json), "{}"),
        with_default(column("c", Binary), vec![0_u8, 255]),
        with_default(column("c", Uuid), uuid),
        with_default(column("c", Uuid), Value::Uuid([255; 16])),
        with_default(column("c", Uuid), Expression::new("uuid_to_bin(uuid())")),
        with_default(column("c", Bit(3)), "101"),
        with_default(
            column("c", Decimal(Some((10, 2)))),
            Value::Decimal("1.5".to_owned()),
        ),
        with_default(optional("c", Integer), Value::Null),
        with_default(column("c", Integer), Value::Null),
        optional("c", Timestamp),
    ];
    assert_snapshot!(all.into_iter().map(definition).collect::<std::string::String>(), @r"
    `c` tinyint(1) NOT NULL DEFAULT TRUE
    `c` varchar(9) NOT NULL DEFAULT 'it''s \\'
    `c` longtext NOT NULL DEFAULT ('it''s \\')
    `c` json NOT NULL DEFAULT ('{}')
    `c` longblob NOT NULL DEFAULT (unhex('00ff'))
    `c` binary(16) NOT NULL DEFAULT (unhex('00112233445566778899aabbccddeeff'))
    `c` binary(16) NOT NULL DEFAULT (unhex('ffffffffffffffffffffffffffffffff'))
    `c` binary(16) NOT NULL DEFAULT (uuid_to_bin(uuid()))
    `c` bit(3) NOT NULL DEFAULT b'101'
    `c` decimal(10, 2) NOT NULL DEFAULT 1.5
    `c` int NULL DEFAULT NULL
    `c` int NOT NULL
    `c` timestamp(6) NULL DEFAULT NULL
    ");
}

#[test]
fn the_current_time_has_the_precision_of_the_column() {
    use ColumnType::*;
    let custom = |text: &str| Custom(text.to_owned());
    let all = [
        Timestamp,
        LocalTimestamp,
        Date,
        Time,
        String(40),
        custom("datetime(3)"),
        custom("datetime"),
    ];
    let now = |found| {
        definition(with_default(
            column("c", found),
            DefaultValue::CurrentTimestamp,
        ))
    };
    assert_snapshot!(all.into_iter().map(now).collect::<std::string::String>(), @r"
    `c` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
    `c` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
    `c` date NOT NULL DEFAULT (CURRENT_DATE)
    `c` time(6) NOT NULL DEFAULT (CURRENT_TIME(6))
    `c` varchar(40) NOT NULL DEFAULT (CURRENT_TIMESTAMP(6))
    `c` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
    `c` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP
    ");
}

#[test]
fn a_default_that_cannot_be_written_is_refused() {
    assert_snapshot!(definition(with_default(column("c", ColumnType::Double), f64::NAN)), @r"
    MySQL has no number NaN
    help: use a finite default, or none
    ");
    assert_snapshot!(definition(with_default(column("c", ColumnType::Uuid), "no uuid")), @r#"
    MySQL has no UUID "no uuid"
    help: write 32 hexadecimal digits, with or without hyphens
    "#);
}

use super::*;
use crate::operation::CreateTable;
use crate::schema::RangeKind;

fn all() -> Vec<ColumnType> {
    use ColumnType as T;
    vec![
        T::SmallInteger,
        T::Integer,
        T::BigInteger,
        T::Decimal(None),
        T::Decimal(Some((10, 2))),
        T::Float,
        T::Double,
        T::Boolean,
        T::Char(2),
        T::String(200),
        T::Text,
        T::CiText,
        T::Binary,
        T::Uuid,
        T::Date,
        T::Time,
        T::Timestamp,
        T::LocalTimestamp,
        T::Interval,
        T::Json,
        T::Jsonb,
        T::Inet,
        T::Cidr,
        T::MacAddr,
        T::Bit(8),
        T::VarBit(8),
        T::Custom("POINT_TEXT".into()),
    ]
}

fn lower_types(types: Vec<ColumnType>) -> Result<Vec<Statement>, Unsupported> {
    let mut table = Table::new(name("t"));
    for (at, column_type) in types.into_iter().enumerate() {
        let mut column = nullable(&format!("c{at}"), column_type);
        column.default = match column.column_type {
            ColumnType::Date | ColumnType::Time => Some(DefaultValue::CurrentTimestamp),
            _ => None,
        };
        table.columns.push(column);
    }
    let create = CreateTable {
        table,
        if_not_exists: false,
        like: None,
    };
    try_lower(create, &blog())
}

#[test]
fn each_type_has_its_own_name() {
    let created = lower_types(all()).unwrap();
    insta::assert_snapshot!(created[0].sql, @r#"
    CREATE TABLE "t" (
        "c0" SMALLINT,
        "c1" INTEGER,
        "c2" BIGINT,
        "c3" DECIMAL_REAL,
        "c4" DECIMAL_REAL(10,2),
        "c5" FLOAT,
        "c6" DOUBLE,
        "c7" BOOLEAN,
        "c8" CHAR(2),
        "c9" VARCHAR(200),
        "c10" TEXT,
        "c11" CITEXT COLLATE "NOCASE",
        "c12" BLOB,
        "c13" UUID_TEXT,
        "c14" DATE DEFAULT (strftime('%Y-%m-%d', 'now')),
        "c15" TIME DEFAULT (strftime('%H:%M:%f', 'now')),
        "c16" TIMESTAMP,
        "c17" DATETIME,
        "c18" DURATION_TEXT,
        "c19" JSON_TEXT,
        "c20" JSONB_TEXT,
        "c21" INET_TEXT,
        "c22" CIDR_TEXT,
        "c23" MACADDR_TEXT,
        "c24" BIT_TEXT(8),
        "c25" VARBIT_TEXT(8),
        "c26" POINT_TEXT
    )
    "#);
}

#[test]
fn each_name_reads_back_as_its_type() {
    let target = Target::sqlite();
    let before = SchemaState::new();
    let context = Context {
        before: &before,
        target: &target,
    };
    for column_type in all() {
        let declared = column_type::declared(&column_type, &context).unwrap();
        assert_eq!(column_type::parse(&declared), column_type);
        assert_eq!(
            column_type::parse(&declared.to_lowercase().to_uppercase()),
            column_type
        );
    }
}

#[test]
fn names_of_other_tools_are_known_where_they_mean_the_same() {
    let parse = column_type::parse;
    assert_eq!(parse(" int "), ColumnType::Integer);
    assert_eq!(parse("nvarchar (20)"), ColumnType::String(20));
    assert_eq!(parse("double precision"), ColumnType::Double);
    for other in [
        "NUMERIC(10,2)",
        "VARCHAR(x)",
        "VARCHAR(1,2)",
        "JSON",
        "TEXT(",
        "",
        ")(",
    ] {
        assert_eq!(parse(other), ColumnType::Custom(other.into()));
    }
}

#[test]
fn types_that_text_could_not_stand_for_are_refused() {
    let answers: Vec<String> = [
        ColumnType::TsVector,
        ColumnType::Range(RangeKind::Date),
        ColumnType::Array(Box::new(ColumnType::Text)),
        ColumnType::Vector(3),
        ColumnType::Geometry,
    ]
    .into_iter()
    .map(|column_type| {
        let answer = lower_types(vec![column_type]).unwrap_err();
        format!("{answer}: {}", answer.alternative)
    })
    .collect();
    insta::assert_snapshot!(answers.join("\n"), @r#"
    SQLite has no text search documents: create a full-text table with `schema.sql("CREATE VIRTUAL TABLE ... USING fts5(...)")`
    SQLite has no range types: use two columns, the lower and the upper bound, and a check that keeps them in order
    SQLite has no arrays: use a `json` column, or a table of the elements with a foreign key to this one
    SQLite has no vectors: use a `binary` column of packed floats, or an extension's virtual table with `schema.sql(...)`
    SQLite has no geometry: use a `binary` column of well-known binary, or two `double` columns for a point
    "#);
}

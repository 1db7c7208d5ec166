//! Raw SQL.

use super::{empty, sql};
use crate::dialect::Dialect;
use crate::operation::RawSql;

fn raw(only_on: Vec<Dialect>) -> RawSql {
    RawSql {
        sql: "CREATE VIEW v AS SELECT 1; -- both\nCREATE VIEW w AS SELECT 2".to_owned(),
        down: None,
        only_on,
    }
}

#[test]
fn raw_sql_is_sent_as_it_is() {
    insta::assert_snapshot!(sql(&empty(), raw(vec![])), @r#"
    CREATE VIEW v AS SELECT 1; -- both
    CREATE VIEW w AS SELECT 2;
    "#);
    let here = sql(&empty(), raw(vec![Dialect::Postgres, Dialect::Mysql]));
    assert_eq!(here, sql(&empty(), raw(vec![])));
}

#[test]
fn raw_sql_for_another_database_does_nothing() {
    assert_eq!(sql(&empty(), raw(vec![Dialect::Sqlite])), "");
}

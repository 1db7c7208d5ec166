use super::*;
use crate::dialect::Dialect;

fn raw(only_on: Vec<Dialect>) -> RawSql {
    RawSql {
        only_on,
        ..RawSql::new("SELECT 1; -- `as` it is\n")
    }
}

#[test]
fn raw_sql_is_sent_as_it_is() {
    let statements = statements(&blog(), raw(Vec::new()));
    assert_eq!(statements.len(), 1);
    assert_eq!(statements[0].sql, "SELECT 1; -- `as` it is\n");
    assert!(!statements[0].facts.transactional);
}

#[test]
fn raw_sql_for_other_databases_does_nothing() {
    assert_eq!(
        sql(&blog(), raw(vec![Dialect::Postgres, Dialect::Sqlite])),
        ""
    );
    assert_ne!(
        sql(&blog(), raw(vec![Dialect::Postgres, Dialect::Mysql])),
        ""
    );
}

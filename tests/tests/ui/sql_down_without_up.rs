migratory::sql_migrations!("sql/down_without_up");

fn main() {}

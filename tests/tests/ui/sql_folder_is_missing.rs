migratory::sql_migrations!("sql/nowhere");

fn main() {}

migratory::sql_migrations!("sql/empty");

fn main() {}

migratory::sql_migrations!("sql/not_utf8");

fn main() {}

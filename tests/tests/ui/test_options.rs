use migratory::testing::TestDb;

#[migratory::test(isolation = "transaction")]
async fn isolation(_db: TestDb) {}

#[migratory::test(isolation = tx)]
async fn isolation_is_no_string(_db: TestDb) {}

#[migratory::test(databases = [oracle])]
async fn database(_db: TestDb) {}

#[migratory::test(databases = [])]
async fn no_database(_db: TestDb) {}

#[migratory::test(databases = [sqlite, sqlite])]
async fn database_twice(_db: TestDb) {}

#[migratory::test(seed = true, connections = 0)]
async fn several(_db: TestDb) {}

#[migratory::test(isolaton = "tx")]
async fn unknown(_db: TestDb) {}

fn main() {}

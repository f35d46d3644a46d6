plugins {
    id("com.android.library") version "8.9.2" apply false
    id("com.android.application") version "8.9.2" apply false
    id("org.jetbrains.kotlin.android") version "2.2.21" apply false
}

// Everything is written below the repository's target/.
allprojects {
    layout.buildDirectory = rootDir.resolve("../../../target/android/build/$name")
}

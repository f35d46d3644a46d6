plugins {
    id("com.android.library")
    id("org.jetbrains.kotlin.android")
}

android {
    namespace = "vigie"
    compileSdk = 35

    defaultConfig {
        minSdk = 24
        consumerProguardFiles("consumer-rules.pro")
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    sourceSets["main"].apply {
        // The same hand-written sources as on the JVM, and the generated ones.
        kotlin.srcDirs("../../src/main/kotlin", "../../../../target/kotlin/generated")
        jniLibs.srcDirs("../../../../target/android/jniLibs")
    }
}

kotlin { jvmToolchain(17) }

dependencies {
    // The first version whose own libraries are aligned for pages of 16 KB.
    api("net.java.dev.jna:jna:5.17.0@aar")
    api("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2")
}

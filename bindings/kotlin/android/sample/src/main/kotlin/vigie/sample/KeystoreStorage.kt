package vigie.sample

import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.util.Base64
import java.io.File
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import vigie.SnapshotStorage

/** One encrypted file for each thread, out of every backup, under a key that never leaves the phone. */
class KeystoreStorage(context: Context) : SnapshotStorage {
    private val folder = File(context.noBackupFilesDir, "vigie").apply { mkdirs() }

    override suspend fun load(thread: String): ByteArray? {
        val file = file(thread)
        if (!file.exists()) return null
        val bytes = file.readBytes()
        return try {
            val cipher = Cipher.getInstance(CIPHER)
            cipher.init(Cipher.DECRYPT_MODE, key(), GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES))
            cipher.updateAAD(thread.toByteArray())
            cipher.doFinal(bytes, NONCE_BYTES, bytes.size - NONCE_BYTES)
        } catch (_: Exception) {
            // A lost key or a damaged file: the store begins anew, and says so.
            ByteArray(0)
        }
    }

    override suspend fun save(thread: String, snapshot: ByteArray) {
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.ENCRYPT_MODE, key())
        cipher.updateAAD(thread.toByteArray())
        val new = File(folder, "new")
        synchronized(this) {
            new.writeBytes(cipher.iv + cipher.doFinal(snapshot))
            // A rename replaces in one step.
            check(new.renameTo(file(thread)))
        }
    }

    override suspend fun delete(thread: String) {
        file(thread).delete()
    }

    private fun file(thread: String): File {
        val name = Base64.encodeToString(thread.toByteArray(), Base64.URL_SAFE or Base64.NO_WRAP or Base64.NO_PADDING)
        return File(folder, "$name.state")
    }

    private fun key(): SecretKey {
        val store = KeyStore.getInstance("AndroidKeyStore").apply { load(null) }
        (store.getKey(ALIAS, null) as SecretKey?)?.let { return it }
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val specification = KeyGenParameterSpec.Builder(ALIAS, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, "AndroidKeyStore")
            .apply { init(specification) }
            .generateKey()
    }

    private companion object {
        const val ALIAS = "vigie"
        const val CIPHER = "AES/GCM/NoPadding"
        const val NONCE_BYTES = 12
        const val TAG_BITS = 128
    }
}

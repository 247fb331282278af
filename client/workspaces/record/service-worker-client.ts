/** Has the browser keep the application itself, so that this page opens without network. Never while it is being developed. */
export async function installServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  try {
    await navigator.serviceWorker.register('/service-worker.js')
  } catch {
    // A private window may refuse: then recording goes on while the page stays open, and opens again with network.
  }
}
